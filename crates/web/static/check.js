// Checks a certificate where its reader is: the seal over the whole file, the statement attached to it, the list of those
// taken back. Nothing is sent anywhere. Texts come from the page, never from here.
"use strict";

(() => {
  const MARK = "jinbao-seal:";
  const ROOM = 178;
  const KIND = { statement: "jinbao-certificate/1", list: "jinbao-revoked/1" };

  const plain = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const bytesOf = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const decoded = (text) => bytesOf(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
  const encoded = (binary) => btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const read = (text) => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(decoded(text)));

  // What is wrong, as a key of the page's texts.
  class Wrong extends Error {}
  const must = (fits, why) => {
    if (!fits) throw new Wrong(why);
  };

  // Verifies a JSON Web Signature by one of the keys, and says by which.
  async function verify(keys, header, payload, signature) {
    const { alg, kid, ...more } = read(header);
    must(alg === "ES256" && Object.keys(more).length === 0, "form");
    const known = keys.find((key) => key.kid === kid);
    must(known, "other");
    const { kty, crv, x, y } = known;
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, curve, false, ["verify"]);
    const signed = bytesOf(`${header}.${payload}`);
    const fits = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, decoded(signature), signed);
    must(fits, "changed");
    return known;
  }

  // The statement of a compact JWS, or of an address with one behind its #.
  async function statementOf(keys, text) {
    const parts = text.slice(text.lastIndexOf("#") + 1).trim().split(".");
    must(parts.length === 3, "form");
    await verify(keys, ...parts);
    const statement = read(parts[1]);
    must(statement.kind === KIND.statement, "form");
    return statement;
  }

  // The file attached to a PDF of ours, as text.
  async function attached(binary) {
    const head = binary.search(/\/EmbeddedFile(?![A-Za-z0-9])/);
    must(head >= 0, "form");
    const opening = binary.indexOf("stream", head);
    let at = opening + "stream".length;
    while (binary[at] === "\r" || binary[at] === "\n") at += 1;
    const dictionary = binary.slice(binary.lastIndexOf(" obj", head), opening);
    const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
    must(length > 0, "form");
    const content = bytesOf(binary.slice(at, at + length));
    if (!dictionary.includes("/FlateDecode")) return plain(content);
    const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream("deflate"));
    return await new Response(stream).text();
  }

  // A sealed PDF: nothing of it was changed, and its statement is signed by the same key.
  async function statementOfFile(keys, binary) {
    const at = binary.indexOf(MARK) + MARK.length;
    must(at >= MARK.length && at + ROOM <= binary.length, "unsealed");
    const seal = binary.slice(at, at + ROOM);
    const [header, nothing, signature] = seal.split(".");
    must(signature && nothing === "", "changed");
    const blank = binary.replaceAll(MARK + seal, MARK + "0".repeat(ROOM));
    const key = await verify(keys, header, encoded(blank), signature);
    return await statementOf([key], await attached(binary));
  }

  async function listOf(keys, text) {
    const parts = text.trim().split(".");
    await verify(keys, ...parts);
    const list = read(parts[1]);
    must(list.kind === KIND.list, "form");
    return list;
  }

  // The statement of a file or text that is genuine and holds; else what is wrong.
  async function check(bytes, keys, revoked) {
    must(globalThis.crypto?.subtle, "insecure");
    try {
      const binary = plain(bytes);
      const pdf = binary.startsWith("%PDF");
      const statement = pdf ? await statementOfFile(keys, binary) : await statementOf(keys, binary);
      const list = revoked ? await listOf(keys, revoked) : null;
      must(!list?.revoked.some(([number]) => number === statement.number), "revoked");
      return { statement, list };
    } catch (error) {
      throw error instanceof Wrong ? error : new Wrong("form");
    }
  }
  globalThis.jinbaoCheck = check;
  if (!globalThis.document) return;

  function element(name, text, parent) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    parent?.append(made);
    return made;
  }

  function show({ statement, list }, words, into) {
    const { title, subtitle, number, agency, issued, facts, columns = [], rows = [] } = statement;
    const notice = element("div", "", into);
    notice.className = "notice good";
    element("strong", words.genuine, notice);
    element("p", `${title} ${subtitle ?? ""}`, notice);
    const names = element("dl", "", into);
    names.className = "facts";
    for (const [name, value] of [[words.number, number], [words.agency, agency], [words.issued, issued], ...facts]) {
      const pair = element("div", "", names);
      element("dt", name, pair);
      element("dd", value, pair);
    }
    if (rows.length) {
      const frame = element("div", "", into);
      const scroll = element("div", "", frame);
      [frame.className, scroll.className, scroll.tabIndex] = ["table", "scroll", 0];
      const table = element("table", "", scroll);
      element("caption", title, table);
      const head = element("tr", "", element("thead", "", table));
      for (const { name } of columns) element("th", name, head).scope = "col";
      const body = element("tbody", "", table);
      for (const row of rows) {
        const line = element("tr", "", body);
        for (const cell of row) element("td", cell, line);
      }
    }
    element("p", list ? words.list : words.noList, into).className = "remark";
  }

  function refuse(why, words, into) {
    const notice = element("div", "", into);
    notice.className = "notice bad";
    element("strong", words[why] ?? words.form, notice);
  }

  async function start(checker) {
    const { keys, revoked, words } = JSON.parse(checker.dataset.check);
    const [input, found] = [checker.querySelector("input"), checker.querySelector(".found")];
    checker.querySelector("[hidden]").hidden = false;
    const trusted = async () => (typeof keys === "string" ? (await (await fetch(keys)).json()).keys : keys);
    const list = async () => (revoked?.startsWith("/") ? await (await fetch(revoked)).text() : revoked);
    async function run(bytes) {
      found.replaceChildren();
      try {
        show(await check(bytes, await trusted(), await list()), words, found);
      } catch (error) {
        refuse(error.message, words, found);
      }
      found.focus();
    }
    input.addEventListener("change", async () => {
      const file = input.files[0];
      if (file) await run(new Uint8Array(await file.arrayBuffer()));
    });
    if (location.hash.split(".").length === 3) await run(new TextEncoder().encode(location.hash));
  }
  for (const checker of document.querySelectorAll("[data-check].checker")) start(checker);
})();
