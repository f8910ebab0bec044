// Command reader reads lines as Argo CD's loadPolicyLine does: a line of JSON for each, with its fields or its error.
package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"strings"
)

// Reading is what encoding/csv says of a line. Go has one name for two errors with quotes.
type Reading struct {
	Fields []string `json:"fields"`
	Error  string   `json:"error"`
	Column int      `json:"column"`
}

func main() {
	lines := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	readings := json.NewEncoder(out)
	for {
		var line string
		if err := lines.Decode(&line); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			log.Fatal(err)
		}
		if err := readings.Encode(reading(line)); err != nil {
			log.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

func reading(line string) Reading {
	reader := csv.NewReader(strings.NewReader(line))
	reader.TrimLeadingSpace = true
	fields, err := reader.Read()
	var wrong *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return Reading{Fields: []string{}}
	case errors.As(err, &wrong):
		return Reading{Error: wrong.Err.Error(), Column: wrong.Column}
	case err != nil:
		log.Fatal(err)
	}
	return Reading{Fields: fields}
}
