// Package finding collects what a judge has against an output.
package finding

import (
	"fmt"
	"reflect"
)

// List collects how the output differs from what the environment file says. No finding is agreement.
type List []string

func (f *List) Add(format string, values ...any) {
	*f = append(*f, fmt.Sprintf(format, values...))
}

// Failed notes an error that the judge returned.
func (f *List) Failed(what string, err error) {
	if err != nil {
		f.Add("%s: %v", what, err)
	}
}

// Same notes a value that is not the wanted one. Empty lists and maps are equal to none.
func (f *List) Same(what string, want, got any) {
	if isEmpty(want) && isEmpty(got) || reflect.DeepEqual(want, got) {
		return
	}
	f.Add("%s: wanted %#v, is %#v", what, want, got)
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
