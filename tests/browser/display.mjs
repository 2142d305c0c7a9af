// The displays a page has to stand in, and what is looked for in each.
import { join } from "node:path";
import { SCREENS, overflow, violations } from "./site.mjs";

/** What a reader may choose, and the windows and systems they may have. The cookie sets the same two attributes. */
export const DISPLAYS = [
  { name: "light", theme: "light", width: 1280 },
  { name: "dark", theme: "dark", width: 1280 },
  { name: "contrast", theme: "contrast", width: 1280 },
  { name: "forced", theme: "light", width: 1280, forced: true },
  { name: "elder", theme: "light", size: "elder", width: 1280, target: 60, print: 18 },
  { name: "elder-phone", theme: "dark", size: "elder", width: 390, target: 60, print: 18 },
  { name: "phone", theme: "light", width: 390, target: 44, print: 15 },
  { name: "narrow", theme: "light", width: 320 },
];

/** Buttons and inputs smaller than `target`, and text smaller than `print`, in pixels. */
const tooSmall = (page, target, print) => page.evaluate(([target, print]) => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".away, svg, .skip");
  const found = [];
  for (const element of document.querySelectorAll("button, .button, select, textarea, summary, nav a, input:not([type=radio], [type=checkbox], [type=hidden])"))
    if (seen(element) && element.getBoundingClientRect().height < target - 0.5) found.push(`${element.getBoundingClientRect().height} px: ${element.outerHTML.slice(0, 100)}`);
  for (const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walker.nextNode();) {
    const { parentElement: around, data } = walker.currentNode;
    const size = parseFloat(getComputedStyle(around).fontSize);
    if (data.trim() && seen(around) && size < print) found.push(`${size} px print: ${data.trim().slice(0, 40)}`);
  }
  return found;
}, [target, print]);

/** Looks at a page in one display and keeps a picture: what is wrong, as lines. */
export async function look(page, name, display) {
  await page.setViewportSize({ width: display.width, height: 800 });
  await page.emulateMedia({ forcedColors: display.forced ? "active" : "none", reducedMotion: "reduce" });
  await page.evaluate(([theme, size]) => Object.assign(document.documentElement.dataset, { theme, size }), [display.theme, display.size ?? "standard"]);
  const found = await violations(page, display.name === "light");
  if (display.target) found.push(...(await tooSmall(page, display.target, display.print)));
  const over = await overflow(page);
  if (over > 0) found.push(`reaches ${over} px beyond the window`);
  await page.screenshot({ path: join(SCREENS, `${name}.${display.name}.png`), fullPage: true });
  return found.map((line) => `${display.name}: ${line}`);
}
