// A JAM server in Go as a Go programmer writes it: one goroutine per connection, buffered reading,
// replies flushed when no further request is waiting. TCP_NODELAY is Go's default.
//
// Build: go build -o go-goroutines go-goroutines.go      Run: ./go-goroutines PORT
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"os"
	"time"
)

var invalid = []byte("Invalid command\r\n")

func isVerb(line []byte, verb string) bool {
	if !bytes.HasPrefix(line, []byte(verb)) {
		return false
	}
	rest := line[len(verb):]
	if len(rest) == 0 {
		return true
	}
	if rest[0] != ' ' {
		return false
	}
	for _, octet := range rest {
		if octet >= 0x80 {
			return false
		}
	}
	return true
}

func serve(connection net.Conn) {
	defer connection.Close()
	reader := bufio.NewReaderSize(connection, 4096)
	writer := bufio.NewWriterSize(connection, 4096)
	reply := make([]byte, 0, 16)
	for {
		line, err := reader.ReadSlice('\n')
		if err == bufio.ErrBufferFull || len(line) > 514 {
			writer.Write(invalid)
			break
		}
		if err != nil {
			break
		}
		line = bytes.TrimSuffix(line[:len(line)-1], []byte("\r"))
		if isVerb(line, "QUIT") {
			break
		}
		if isVerb(line, "TIME") {
			reply = append(reply[:0], "JAM "...)
			reply = time.Now().AppendFormat(reply, "15:04:05")
			reply = append(reply, "\r\n"...)
			writer.Write(reply)
		} else if len(line) > 0 {
			writer.Write(invalid)
		}
		if reader.Buffered() == 0 {
			if writer.Flush() != nil {
				return
			}
		}
	}
	writer.Flush()
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for {
		connection, err := listener.Accept()
		if err == nil {
			go serve(connection)
		}
	}
}
