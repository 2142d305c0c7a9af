// A certificate from asking to the check by a stranger: by code, by file in the browser, by the file for use offline, by the
// program; and every forgery that comes to mind.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { overflow, SCREENS, signIn, start, violations } from "./site.mjs";

let site, folder, file, code;
before(async () => {
  site = await start();
  folder = mkdtempSync(join(tmpdir(), "jinbao-certificate-"));
  file = join(folder, "证明.pdf");
});
after(async () => {
  await site.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function visit(path, options = {}) {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(path.startsWith("file:") ? path : site.url + path);
  return page;
}

/** What the check in the browser says of a file. */
async function verdict(page, name, content) {
  await page.locator(".found").evaluate((found) => found.replaceChildren());
  await page.locator("#checked-file").setInputFiles({ name, mimeType: "application/pdf", buffer: content });
  await page.locator(".found .notice").waitFor();
  return page.locator(".found").innerText();
}

const save = async (path, name) => {
  const answer = await fetch(site.url + path);
  assert.equal(answer.status, 200, path);
  writeFileSync(join(folder, name), Buffer.from(await answer.arrayBuffer()));
  return join(folder, name);
};

test("a person asks for a certificate and gets a sealed PDF", async () => {
  const page = await signIn(site, "demo-flexible", { acceptDownloads: true });
  await page.goto(`${site.url}/ask/certificate.insured`);
  await page.click("main form button.button");
  await page.click("main form button.button");
  await page.waitForURL("**/matters/*?new");
  await page.screenshot({ path: join(SCREENS, "certificate-issued.png"), fullPage: true });
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("a[href$='/certificate.pdf']")]);
  await download.saveAs(file);
  code = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(await page.locator("main").innerText())?.[0];
  assert.ok(code, "the matter tells the code");
  await page.context().close();
});

test("a stranger checks it by code, without a script, and the person sees that somebody did", async () => {
  const page = await visit("/check", { javaScriptEnabled: false });
  assert.deepEqual(await violations(await visit("/check")), []);
  await page.fill("#code", code.toLowerCase().replaceAll("-", " "));
  await page.click("main form button.button");
  assert.match(await page.locator("main").innerText(), /真实有效/);
  await page.screenshot({ path: join(SCREENS, "certificate-checked.png"), fullPage: true });
  await page.goto(`${site.url}/check`);
  await page.fill("#code", "7K3M");
  await page.click("main form button.button");
  assert.match(await page.title(), /^错误/);
  const own = await signIn(site, "demo-flexible");
  const record = await own.locator("main a[href^='/people/']").first().getAttribute("href");
  await own.goto(`${site.url}${record.split("/").slice(0, 3).join("/")}/trail`);
  assert.match(await own.locator("main").innerText(), /有人核验了本人的证明/);
  await own.context().close();
  await page.context().close();
});

test("the browser tells the genuine file from every changed one", async () => {
  const page = await visit("/check", { viewport: { width: 320, height: 800 } });
  const genuine = readFileSync(file);
  assert.match(await verdict(page, "a.pdf", genuine), /真实有效/);
  assert.equal(await overflow(page), 0);
  await page.screenshot({ path: join(SCREENS, "certificate-file.png"), fullPage: true });
  for (const at of [30, Math.floor(genuine.length / 2), genuine.length - 3]) {
    const changed = Buffer.from(genuine);
    changed[at] ^= 1;
    assert.match(await verdict(page, "b.pdf", changed), /改动/, `byte ${at}`);
  }
  const mark = genuine.indexOf("jinbao-seal:");
  const unmarked = Buffer.from(genuine.toString("latin1").replaceAll("jinbao-seal:", "jinbao-sale:"), "latin1");
  assert.ok(mark > 0);
  assert.match(await verdict(page, "c.pdf", unmarked), /没有电子封签/);
  assert.match(await verdict(page, "d.pdf", Buffer.from("hello")), /不是社会保险证明/);
  await page.context().close();
});

test("the page for use offline and the program agree with it", async () => {
  const offline = await save("/check/offline.html", "check.html");
  const page = await visit(pathToFileURL(offline).href, { offline: true });
  const genuine = readFileSync(file);
  assert.match(await verdict(page, "a.pdf", genuine), /真实有效[\s\S]*未被撤销/);
  const changed = Buffer.from(genuine);
  changed[Math.floor(genuine.length / 3)] ^= 4;
  assert.match(await verdict(page, "b.pdf", changed), /改动/);
  await page.context().close();

  const keys = await save("/.well-known/jwks.json", "keys.json");
  const revoked = await save("/certificates/revoked.jws", "revoked.jws");
  const check = (name) => spawnSync(process.env.JINBAO, ["check-certificate", name, "--keys", keys, "--revoked", revoked, "--lang", "zh"], { encoding: "utf8", cwd: folder });
  const said = check(file);
  assert.equal(said.status, 0, said.stderr);
  assert.match(said.stdout, /真实有效/);
  writeFileSync(join(folder, "changed.pdf"), changed);
  assert.equal(check(join(folder, "changed.pdf")).status, 4);
});
