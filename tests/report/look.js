// Opens a report in headless Chromium: light and dark, wide and narrow, and as print. Fails on a request that is not the
// file itself, a console error, a page wider than its window, a link that leads nowhere, a hidden plot, an axe violation.
const [, , tools, file] = process.argv;
const { chromium } = require(tools + '/node_modules/playwright-core');
const axe = require('fs').readFileSync(tools + '/node_modules/axe-core/axe.min.js', 'utf8');

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function look(browser, scheme, width, media) {
  const found = [];
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  const url = 'file://' + file;
  page.on('request', request => { if (request.url().split('#')[0] !== url && !request.url().startsWith('data:')) found.push('request ' + request.url()); });
  page.on('console', message => { if (message.type() === 'error') found.push('console ' + message.text()); });
  page.on('pageerror', error => found.push('error ' + error));
  await page.emulateMedia({ media, colorScheme: scheme });
  await page.goto(url);
  found.push(...await page.evaluate(() => {
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push('wider than the window');
    for (const link of document.querySelectorAll('a[href^="#"]')) {
      if (!document.getElementById(link.getAttribute('href').slice(1))) found.push('dead link ' + link.getAttribute('href'));
    }
    const plots = [...document.querySelectorAll('figure.plot svg')];
    if (plots.length < 5) found.push(plots.length + ' plots');
    for (const plot of plots) {
      if (!plot.closest('details') && plot.getBoundingClientRect().height < 20) found.push('plot without height: ' + plot.getAttribute('aria-labelledby'));
    }
    return found;
  }));
  // Half of what is folded is opened, so that the inside of tables is looked at too.
  await page.evaluate(() => document.querySelectorAll('details').forEach((fold, at) => { fold.open = at % 2 === 0; }));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  for (const violation of violations) found.push('axe ' + violation.id + ': ' + violation.nodes[0].html.slice(0, 160));
  console.log([scheme, width, media, found.length ? found.join('; ') : 'nothing to see to'].join(' '));
  await context.close();
  return found.length;
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: quiet });
  let faults = 0;
  for (const [scheme, width, media] of [['light', 1280, 'screen'], ['dark', 1280, 'screen'], ['light', 390, 'screen'], ['light', 1000, 'print']]) {
    faults += await look(browser, scheme, width, media);
  }
  await browser.close();
  process.exit(faults ? 1 : 0);
})();
