// What a visitor does: by keyboard alone, without scripts, with mistakes, and with settings that stay.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { overflow, start } from "./site.mjs";

let site;
before(async () => { site = await start(); });
after(() => site.stop());

async function visit(path, options = {}) {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(site.url + path);
  return page;
}

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.textContent.trim());

test("the first Tab skips to the content, and every stop can be seen", async () => {
  const page = await visit("/patterns");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "content");
  const hidden = [];
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const at = document.activeElement;
      if (at === document.body) return { end: true };
      const box = at.getBoundingClientRect();
      const top = document.elementFromPoint(Math.max(0, box.x + box.width / 2), box.y + box.height / 2);
      const shown = at.contains(top) || top?.contains(at);
      return { name: at.outerHTML.slice(0, 90), ring: getComputedStyle(at).outlineStyle !== "none", shown };
    });
    if (seen.end) break;
    if (!seen.ring || !seen.shown) hidden.push(seen);
  }
  assert.deepEqual(hidden, []);
  await page.context().close();
});

test("a service is found by an everyday word and by pinyin initials, by keyboard and without a script", async () => {
  for (const [typed, found] of [["怎么领退休金", "养老待遇申领"], ["yldy", "养老待遇申领"]]) {
    const page = await visit("/", { javaScriptEnabled: false });
    await page.locator("#q").focus();
    await page.keyboard.insertText(typed);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search?q=*");
    assert.equal(await page.locator("main .cards a").first().textContent(), found);
    assert.equal(await page.locator("#q").inputValue(), typed);
    await page.locator("main .cards a").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/services/*");
    assert.equal(await page.locator("h1").textContent(), found);
    await page.context().close();
  }
});

test("a form with mistakes: title, summary, links into the fields, what was typed stays", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await visit("/retirement", { javaScriptEnabled });
    await page.getByLabel("出生年月").fill("七〇年");
    await page.getByRole("button", { name: "计算" }).click();
    const summary = page.locator(".errors");
    await assert.doesNotReject(summary.waitFor());
    assert.match(await page.title(), /^错误：/);
    if (javaScriptEnabled) assert.equal(await focused(page), "errors");
    assert.deepEqual(await summary.getByRole("link").allTextContents(), ["请填写出生年月，例如 1970-05", "请选择人员类别"]);
    assert.equal(await page.getByLabel("出生年月").inputValue(), "七〇年");
    assert.equal(await page.locator("#born-error .text").textContent(), "请填写出生年月，例如 1970-05");
    await summary.getByRole("link").first().click();
    if (javaScriptEnabled) assert.equal(await focused(page), "born");
    await page.context().close();
  }
});

test("the retirement age is computed without a script, with steps and sources", async () => {
  const page = await visit("/retirement", { javaScriptEnabled: false });
  await page.getByLabel("出生年月").fill("1970年5月");
  await page.getByLabel("男职工").check();
  await page.getByRole("button", { name: "计算" }).click();
  const answer = page.locator(".sheet");
  assert.match(await answer.textContent(), /61 岁 5 个月/);
  assert.match(await answer.textContent(), /2031 年 10 月/);
  await page.getByText("怎么算出来的").click();
  assert.match(await page.locator(".derivation").first().textContent(), /first_birth/);
  assert.match(page.url(), /born=1970/, "the answer has an address of its own");
  await page.context().close();
});

test("a field is checked while the form is filled in, by the server's rules", async () => {
  const page = await visit("/patterns");
  const number = page.getByLabel("公民身份号码");
  await number.fill("110101199003070073");
  await number.blur();
  await page.locator("#number-error").waitFor();
  assert.match(await page.locator("#number-error").textContent(), /校验码不符/);
  assert.equal(await number.getAttribute("aria-invalid"), "true");
  assert.match(await number.getAttribute("aria-describedby"), /number-error/);
  await number.fill("11010119900307002X");
  await number.blur();
  await page.locator("#number-error").waitFor({ state: "hidden" });
  assert.equal(await number.getAttribute("aria-invalid"), null);
  await page.context().close();
});

test("settings stay, with and without a script", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await visit("/funds", { javaScriptEnabled });
    await page.getByRole("link", { name: "显示设置" }).first().click();
    await page.getByLabel("长辈版", { exact: true }).check();
    await page.getByLabel("深色").check();
    await page.getByRole("button", { name: "保存设置" }).click();
    assert.equal(new URL(page.url()).pathname, "/funds");
    await page.getByRole("link", { name: "办事服务" }).first().click();
    const html = page.locator("html");
    assert.deepEqual([await html.getAttribute("data-theme"), await html.getAttribute("data-size")], ["dark", "elder"]);
    await page.getByRole("button", { name: "标准版" }).click();
    assert.equal(await html.getAttribute("data-size"), "standard");
    await page.getByRole("link", { name: "English" }).click();
    await page.getByRole("link", { name: "Services", exact: true }).first().click();
    assert.equal(await html.getAttribute("lang"), "en");
    await page.context().close();
  }
});

test("single keys work, not while typing, and can be switched off", async () => {
  const page = await visit("/");
  await page.keyboard.press("/");
  assert.equal(await focused(page), "q");
  await page.keyboard.type("g?");
  assert.equal(await page.locator("#q").inputValue(), "g?");
  await page.locator("#q").blur();
  await page.keyboard.press("?");
  await page.waitForURL("**/shortcuts");
  await page.goto(`${site.url}/settings`);
  await page.getByLabel("关闭", { exact: true }).check();
  await page.getByRole("button", { name: "保存设置" }).click();
  await page.keyboard.press("?");
  await page.waitForTimeout(300);
  assert.equal(new URL(page.url()).pathname, "/");
  await page.context().close();
});

test("wide text spacing and print twice as large cut nothing off", async () => {
  const page = await visit("/patterns", { viewport: { width: 640, height: 400 } });
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "200%";
    for (const element of document.body.querySelectorAll("*")) Object.assign(element.style, { lineHeight: "1.5", letterSpacing: ".12em", wordSpacing: ".16em" });
  });
  assert.ok((await overflow(page)) <= 0, `${await overflow(page)} px too wide`);
  await page.context().close();
});
