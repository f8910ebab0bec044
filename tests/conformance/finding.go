package conformance

import (
	"fmt"
	"reflect"
)

// Findings collects how the output differs from what the environment file says. No finding is agreement.
type Findings []string

func (f *Findings) add(format string, values ...any) {
	*f = append(*f, fmt.Sprintf(format, values...))
}

// failed notes an error that Argo CD's code returned.
func (f *Findings) failed(what string, err error) {
	if err != nil {
		f.add("%s: %v", what, err)
	}
}

// same notes a value that is not the wanted one. Empty lists and maps are equal to none.
func (f *Findings) same(what string, want, got any) {
	if isEmpty(want) && isEmpty(got) || reflect.DeepEqual(want, got) {
		return
	}
	f.add("%s: wanted %#v, is %#v", what, want, got)
}

func isEmpty(value any) bool {
	if value == nil {
		return true
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Pointer:
		return v.IsNil()
	default:
		return false
	}
}
