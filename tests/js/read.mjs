// Reads a file with a JavaScript library and writes what it holds as N-Quads: node read.mjs READER FILE. It fetches nothing.
import fs from "node:fs";
import jsonld from "jsonld";
import { JsonLdParser } from "jsonld-streaming-parser";
import N3 from "n3";

const [, , reader, file] = process.argv;

const byJsonldJs = async () =>
  jsonld.toRDF(JSON.parse(fs.readFileSync(file, "utf8")), {
    format: "application/n-quads",
    safe: true,
    documentLoader: (iri) => { throw new Error(`${iri}: nothing is fetched here`); },
  });

const streamed = (parser) =>
  new Promise((resolve, reject) => {
    const out = new N3.Writer({ format: "N-Quads" });
    fs.createReadStream(file).pipe(parser)
      .on("data", (quad) => out.addQuad(quad))
      .on("error", reject)
      .on("end", () => out.end((error, text) => (error ? reject(error) : resolve(text))));
  });

const readers = {
  "jsonld.js": byJsonldJs,
  "jsonld-streaming-parser": () => streamed(new JsonLdParser()),
  "N3.js": () => streamed(new N3.StreamParser()),
};
process.stdout.write(await readers[reader]());
