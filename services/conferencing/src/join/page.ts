import { randomBytes } from "node:crypto";

/** A page and the headers that it needs. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** No scanner, cache, frame or next page may learn a join link. */
export const privateHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-robots-tag": "noindex, nofollow",
};

/**
 * What a GET of a join link shows: a form that posts by itself where scripts run, and a button. Opening it is no attendance, since mail and
 * calendar scanners open links too. The form posts to the page's own address.
 */
export function joinPage(): Page {
  const nonce = randomBytes(16).toString("base64");
  const form = `<form id="join" method="post"><p><button type="submit">Join the session</button></p></form>`;
  const script = `<script nonce="${nonce}">document.getElementById("join").submit()</script>`;
  return page(200, "Joining your session", `${form}${script}`, `script-src 'nonce-${nonce}'`);
}

/** What somebody sees who can't join, and why. */
export const refusalPage = (status: number, title: string, text: string): Page =>
  page(status, title, `<p>${escapeHtml(text)}</p>`, "script-src 'none'");

function page(status: number, title: string, content: string, scripts: string): Page {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>`;
  const style = "font-family:system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem";
  return {
    status,
    headers: {
      ...privateHeaders,
      "content-type": "text/html; charset=utf-8",
      // The form is answered by a redirect to the room, which a rule for form targets would stop.
      "content-security-policy": `default-src 'none'; ${scripts}; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'`,
    },
    body: `<!doctype html><html lang="en"><head>${head}</head><body style="${style}"><h1>${escapeHtml(title)}</h1>${content}</body></html>\n`,
  };
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
