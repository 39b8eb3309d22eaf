// Time server: one "data" event is taken for one request.
import { createServer } from "node:net";

const port = Number(process.argv[2] ?? 45000);

const server = createServer((socket) => {
  socket.on("data", (data) => {
    const request = data.toString().trim();
    if (request === "TIME") {
      socket.write(`JAM ${new Date().toTimeString().slice(0, 8)}\r\n`);
    } else if (request === "QUIT") {
      socket.end();
    } else {
      socket.write("Invalid command\r\n");
    }
  });
  socket.on("error", (error) => console.log("client lost:", error.message));
});

server.listen(port, "0.0.0.0", () => console.log(`listening on ${port}`));
