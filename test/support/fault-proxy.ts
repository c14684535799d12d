import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** How a proxy spoils the answers of the node behind it. */
export type Fault = "none" | "html" | "hang-up" | "rate-limit" | "stale-nonce" | "silence";

/** A JSON-RPC proxy on loopback that fails on demand. */
export class FaultProxy {
  fault: Fault = "none";
  /** Methods that were asked for, in order. */
  readonly methods: string[] = [];

  private constructor(
    readonly server: Server,
    readonly url: string,
  ) {}

  static async before(target: string): Promise<FaultProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const proxy = new FaultProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on("request", (request: IncomingMessage, response) => {
      void (async () => {
        const body = await readBody(request);
        const { id, method } = JSON.parse(body) as { id: number; method: string };
        proxy.methods.push(method);
        switch (proxy.fault) {
          case "hang-up":
            response.destroy();
            return;
          case "html":
            response.writeHead(502, { "content-type": "text/html" }).end("<html>Bad gateway</html>");
            return;
          case "rate-limit": {
            const error = { code: -32005, message: "daily request count exceeded" };
            response.end(JSON.stringify({ jsonrpc: "2.0", id, error }));
            return;
          }
          case "silence":
            return;
          case "stale-nonce":
            if (method === "eth_getTransactionCount") {
              proxy.fault = "none"; // once
              response.end(JSON.stringify({ jsonrpc: "2.0", id, result: "0x0" }));
              return;
            }
            response.end(await forward(target, body));
            return;
          case "none":
            response.end(await forward(target, body));
            return;
          default:
            proxy.fault satisfies never;
        }
      })();
    });
    return proxy;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function forward(target: string, body: string): Promise<string> {
  const answer = await fetch(target, { method: "POST", body, headers: { "content-type": "application/json" } });
  return answer.text();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
