// The employer hall: Excel there and back, hiring and leaving as one event, slips on paper, without a script and on a small screen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { DISPLAYS, look } from "./display.mjs";
import { idNumber, signIn as enter, start } from "./site.mjs";
import { corrected, textOf, workbook } from "./workbook.mjs";

let site;
before(async () => { site = await start(); });
after(() => site.stop());

const signIn = (card, options) => enter(site, card, options);
const LOOKED_AT = DISPLAYS.filter(({ name }) => ["light", "dark", "elder-phone", "narrow"].includes(name));

const HEADERS = ["证件号码", "姓名", "增员原因", "参保险种", "缴费起始年月", "申报月工资"];
const month = () => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 7).replace("-", "");
const joiner = (sequence, name, wage) => [idNumber(`99010019920704${sequence}`), name, "首次参保", "养老、失业、工伤、医疗", month(), wage];
const xlsx = (name, rows) => ({ name, mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: workbook(rows) });

async function looks(page, name, wrong) {
  for (const display of LOOKED_AT) wrong.push(...(await look(page, `employer-${name}`, display)));
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function handIn(page, file, kind = "joiners") {
  await page.goto(`${site.url}/home`);
  await page.click("main >> text=批量办理");
  await page.check(`[name=kind][value=${kind}]`);
  await page.setInputFiles("[name=file]", file);
  await page.click("text=上传并检查");
}

async function download(page, selector) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.click(selector)]);
  return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
}

for (const javaScriptEnabled of [true, false]) {
  test(`Excel there and back ${javaScriptEnabled ? "with" : "without"} a script`, async () => {
    const base = javaScriptEnabled ? 300 : 400;
    const page = await signIn("demo-hr", { javaScriptEnabled });
    const wrong = [];
    const file = xlsx("增员.xlsx", [["本月增员"], HEADERS, joiner(base, "钱一", "8000"), joiner(base + 1, "钱二", "八千"), joiner(base + 2, "钱三", "9000"), ["990100199207040000", "钱四", "首次参保", "养老", month(), "7000"]]);
    await handIn(page, file);
    await page.waitForURL(/\/batches\/\d+$/);
    const main = page.locator("main");
    await main.getByText("检查完成，尚未办理").waitFor();
    assert.match(await main.innerText(), /申报月工资[\s\S]*八千[\s\S]*新增人员/);
    if (javaScriptEnabled) await looks(page, "batch-checked", wrong);
    await page.click("text=确认办理 2 行");
    await main.getByText("已办理 2 行，2 行有误未办理").first().waitFor();
    if (javaScriptEnabled) await looks(page, "batch-taken", wrong);
    const failed = await download(page, 'a:has-text("下载失败行")');
    assert.equal(failed.name, "增员-失败.xlsx");
    const text = textOf(failed.content);
    assert.ok(text.includes("钱二") && text.includes("钱四") && !text.includes("钱一"), "only the rows that failed come back");
    const again = corrected(corrected(failed.content, "八千", "8000"), "990100199207040000", idNumber(`99010019920704${base + 3}`));
    await handIn(page, { name: failed.name, mimeType: file.mimeType, buffer: again });
    await page.click("text=确认办理 2 行");
    await main.getByText("已办理 2 行", { exact: true }).first().waitFor();
    // The first file once more doubles nobody.
    await handIn(page, file);
    await main.getByText("检查完成，尚未办理").waitFor();
    assert.match(await main.innerText(), /此前已登记\s*2\s*行/);
    await page.goto(`${site.url}/matters`);
    assert.match(await main.innerText(), /人员增加/);
    if (javaScriptEnabled) {
      await page.goto(`${site.url}/home`);
      await page.click("main >> text=批量办理");
      await looks(page, "batches", wrong);
    }
    await page.context().close();
    assert.equal(wrong.join("\n"), "");
  });
}

test("columns of a unit's own are named once; a wrong file says what is wrong with it", async () => {
  const page = await signIn("demo-hr");
  const own = ["工号卡", "姓名", "险种", "开始月份", "月薪", "部门"];
  const row = (sequence, name) => { const [id, , , insurances, from, wage] = joiner(sequence, name, "8200"); return [id, name, insurances, from, wage, "财务部"]; };
  await handIn(page, xlsx("花名册.xlsx", [own, row(520, "冯一")]));
  await page.waitForURL(/\/columns$/);
  const wrong = [];
  await looks(page, "columns", wrong);
  await page.selectOption("[name=column-0]", "id_number");
  await page.selectOption("[name=column-3]", "from");
  await page.selectOption("[name=column-4]", "wage");
  await page.click("text=保存并检查");
  await page.locator("main").getByText("确认办理 1 行").waitFor();
  await handIn(page, xlsx("花名册二.xlsx", [own, row(521, "冯二")]));
  await page.locator("main").getByText("确认办理 1 行").waitFor();
  await handIn(page, xlsx("减员.xlsx", [["证件号码", "姓名", "停保险种", "减员原因", "是否非本人意愿", "停保年月"], ["1", "2", "养老", "退休", "否", month()]]));
  await page.locator(".errors").waitFor();
  assert.match(await page.title(), /^错误：/);
  assert.match(await page.locator(".errors").innerText(), /这是“减员”表格，不是“增员”表格/);
  await looks(page, "wrong-file", wrong);
  await page.context().close();
  assert.equal(wrong.join("\n"), "");
});

test("hiring and leaving are one form each, with a list to seal and sign", async () => {
  const page = await signIn("demo-hr", { javaScriptEnabled: false });
  const main = page.locator("main");
  await page.goto(`${site.url}/ask/event.hire`);
  const id = idNumber("99010019930806450");
  await page.fill("[name=id_number]", id);
  await page.fill("[name=name]", "韩新人");
  for (const insurance of ["pension", "unemployment", "medical", "injury"]) await page.check(`[name=insurances][value=${insurance}]`);
  await page.fill("[name=wage]", "7500");
  await page.check("[name=form][value=contract]");
  await page.fill("[name=phone]", "13800138000");
  await page.click("text=核对填写内容");
  await page.click("text=确认提交");
  await page.waitForURL("**/matters/*");
  assert.match(await main.innerText(), /已办结[\s\S]*同时办理的事项[\s\S]*人员增加[\s\S]*联系方式变更/);
  const list = await download(page, 'a:has-text("打印名册")');
  assert.ok(list.content.subarray(0, 5).equals(Buffer.from("%PDF-")));
  await page.goto(`${site.url}/ask/event.leave`);
  await page.fill("[name=id_number]", id);
  await page.fill("[name=last]", `${month().slice(0, 4)}-${month().slice(4)}`);
  await page.check("[name=reason][value=agreed]");
  await page.check("[name=involuntary][value=yes]");
  await page.check("[name=unemployed][value=yes]");
  await page.click("text=核对填写内容");
  await page.click("text=确认提交");
  await page.waitForURL("**/matters/*");
  assert.match(await main.innerText(), /已办结[\s\S]*人员减少[\s\S]*失业登记/);
  await page.context().close();
});

test("a unit's money: bills, receipts and settlement on paper", async () => {
  const page = await signIn("demo-hr");
  const wrong = [];
  const main = page.locator("main");
  await page.goto(`${site.url}/home`);
  await page.click("main >> text=应缴、实缴与欠费");
  await looks(page, "dues", wrong);
  const bill = await main.locator("a[href*='/notice.pdf']").first();
  const billed = (await main.locator("table").last().locator("tbody tr").first().locator("td").first().innerText()).trim();
  const notice = await download(page, `main a[href="${await bill.getAttribute("href")}"]`);
  assert.ok(notice.content.subarray(0, 5).equals(Buffer.from("%PDF-")) && notice.name.includes("缴费通知单"), notice.name);
  await main.getByText("专用收据").click();
  await page.fill("[name=month]", billed);
  await page.click("main >> text=查看");
  const slip = await download(page, "main a[href*='/slips/']");
  assert.ok(slip.content.subarray(0, 5).equals(Buffer.from("%PDF-")));
  await looks(page, "slips", wrong);
  const dues = await page.locator("nav.crumbs a[href*='/dues']").getAttribute("href");
  await page.goto(`${site.url}${dues.replace("/dues", "/settlement")}?from=2023-07&to=2024-12`);
  assert.match(await main.innerText(), /应缴[\s\S]*实缴[\s\S]*到账流水/);
  await looks(page, "settlement", wrong);
  const paper = await download(page, 'a:has-text("打印结算单")');
  assert.ok(paper.content.length > 10_000);
  await page.context().close();
  assert.equal(wrong.join("\n"), "");
});
