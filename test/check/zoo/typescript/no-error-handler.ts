// Time server that keeps an incomplete request for later, but never heard of the event "error".
import * as net from "node:net";

const server = net.createServer((socket) => {
  let buffer = "";
  socket.on("data", (chunk) => {
    buffer += chunk.toString("latin1");
    for (;;) {
      const end = buffer.indexOf("\n");
      if (end < 0) break;
      const line = buffer.slice(0, end).replace(/\r$/, "");
      buffer = buffer.slice(end + 1);
      if (line === "TIME" || line.startsWith("TIME ")) {
        const time = new Date().toLocaleTimeString("en-GB");
        socket.write(`JAM ${time}\r\n`);
      } else if (line === "QUIT") {
        socket.end();
        return;
      } else if (line !== "") {
        socket.write("Invalid command\r\n");
      }
    }
  });
});

server.listen(Number(process.argv[2] || 45000), "0.0.0.0");
