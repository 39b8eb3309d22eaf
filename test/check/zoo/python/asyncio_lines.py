"""Time server with asyncio streams."""
import asyncio
import sys
from datetime import datetime


async def handle(reader, writer):
    try:
        while line := await reader.readline():
            request = line.rstrip(b"\r\n")
            if request == b"TIME":
                writer.write(f"JAM {datetime.now():%H:%M:%S}\r\n".encode())
            elif request == b"QUIT":
                break
            elif request and line.endswith(b"\n"):
                writer.write(b"Invalid command\r\n")
            await writer.drain()
    except (ConnectionError, ValueError) as error:
        print("client lost:", error)
    writer.close()


async def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 45000
    server = await asyncio.start_server(handle, "0.0.0.0", port)
    async with server:
        await server.serve_forever()


asyncio.run(main())
