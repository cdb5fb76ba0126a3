// Mermaid's own parser on standard input: prints nodes and edges as JSON, or fails.
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<body></body>");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid");

let text = "";
for await (const chunk of process.stdin) text += chunk;
await mermaid.parse(text);
const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
const nodes = [...db.getVertices().values()].map(({ id, text }) => [id, text]);
const edges = db.getEdges().map(({ start, end, text }) => [start, end, text]);
process.stdout.write(JSON.stringify({ nodes, edges }));
