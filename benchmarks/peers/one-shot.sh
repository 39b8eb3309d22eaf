#!/bin/sh
# One process per connection, as inetd starts it: busybox or xinetd runs this with the socket as stdin and stdout.
# Run: tcpsvd -vE 0.0.0.0 PORT sh one-shot.sh   (busybox)
while IFS= read -r line; do
  line=${line%"$(printf '\r')"}
  case $line in
    TIME | "TIME "*) date '+JAM %H:%M:%S' | sed 's/$/\r/' ;;
    QUIT | "QUIT "*) exit 0 ;;
    "") ;;
    *) printf 'Invalid command\r\n' ;;
  esac
done
