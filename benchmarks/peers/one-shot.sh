#!/bin/sh
# One process per connection, as inetd starts it: something that listens runs this with the socket as stdin and stdout.
# Run: socat TCP-LISTEN:PORT,fork,reuseaddr,nodelay EXEC:"sh one-shot.sh"
while IFS= read -r line; do
  line=${line%"$(printf '\r')"}
  case $line in
    TIME | "TIME "*) date '+JAM %H:%M:%S' | sed 's/$/\r/' ;;
    QUIT | "QUIT "*) exit 0 ;;
    "") ;;
    *) printf 'Invalid command\r\n' ;;
  esac
done
