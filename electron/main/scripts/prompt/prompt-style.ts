/** The prompt's styles, with the colours of the window (renderer/styles/tokens.css). No font, image or script is loaded. */
export const promptStyle = `
:root{color-scheme:light dark;--ground:#f6f7f8;--panel:#ffffff;--line:#dfe3e7;--text:#17202a;--muted:#5b6773;--accent:#0b6b75;
--accent-ground:#e2f1f2;--soon:#8a5a00;--soon-ground:#fdf1d8;--broken:#b3261e;--broken-ground:#fde7e5;--chip:#eceff1}
@media (prefers-color-scheme:dark){:root{--ground:#14181c;--panel:#1b2126;--line:#2c343b;--text:#e8edf1;--muted:#a5b0ba;
--accent:#5cc4ce;--accent-ground:#143438;--soon:#f0bf66;--soon-ground:#35290f;--broken:#ff9d94;--broken-ground:#3d1a18;--chip:#262d33}}
@media (prefers-contrast:more){:root{--line:currentcolor;--muted:var(--text)}}
*{box-sizing:border-box}
html,body{height:100%;margin:0}
body{background:var(--panel);color:var(--text);font:13px/1.45 -apple-system,'Segoe UI Variable Text','Segoe UI',system-ui,
'Adwaita Sans',Cantarell,Ubuntu,'Noto Sans','DejaVu Sans',sans-serif;font-variant-numeric:tabular-nums}
main,.dialog,form{height:100%}
form{display:grid;grid-template-rows:minmax(0,1fr) auto}
.scroll{border-bottom:1px solid var(--line);overflow:auto;position:relative}
.scroll:focus-visible{outline-offset:-2px}
header{padding:24px 24px 12px}
h1{font-size:17px;font-weight:650;line-height:1.35;margin:0 0 6px;overflow-wrap:anywhere;text-wrap:balance}
p{margin:0}
header p{color:var(--muted);overflow-wrap:anywhere}
bdi{unicode-bidi:isolate}
h1 bdi{background:var(--accent-ground);border-radius:5px;color:var(--accent);padding:0 5px}
code{color:var(--text);font:12px/1.4 ui-monospace,'SF Mono',Menlo,'Cascadia Mono',Consolas,'Noto Sans Mono','DejaVu Sans Mono',monospace}
.note{border-radius:8px;margin-top:10px;padding:8px 12px}
header .note{color:var(--text)}
.warning{background:var(--soon-ground)}
.error{background:var(--broken-ground)}
dl{border-top:1px solid var(--line);padding:12px 24px}
dl{display:grid;gap:12px;margin:0}
dl>div{display:grid;gap:8px;grid-template-columns:104px minmax(0,1fr)}
dt{color:var(--muted);margin:0}
dd{margin:0;min-width:0;overflow-wrap:anywhere}
dt label{display:block;padding-top:5px}
.chips{display:flex;flex-wrap:wrap;gap:6px;list-style:none;margin:0;padding:0}
.chips li{background:var(--chip);border-radius:5px;padding:1px 8px}
dd .also{color:var(--muted);margin-top:6px}
dd .also.warning{border-radius:8px;color:var(--text);padding:8px 12px}
fieldset{border:0;display:grid;gap:6px;margin:-3px;max-height:196px;min-width:0;overflow:auto;padding:3px}
fieldset label{align-items:start;display:flex;gap:8px}
fieldset small{color:var(--muted);display:block;font-size:12px}
input{accent-color:var(--accent);flex:none;height:16px;margin:1px 0 0;width:16px}
select{background:var(--panel);border:1px solid var(--muted);border-radius:8px;color:inherit;font:inherit;max-width:100%;padding:4px 8px}
footer{display:flex;flex-wrap:wrap;gap:8px;justify-content:space-between;padding:14px 24px 18px}
button{background:var(--panel);border:1px solid var(--line);border-radius:8px;color:var(--text);font:inherit;padding:6px 14px}
button:hover{background:var(--chip)}
button[value=refuse]{border-color:var(--muted);font-weight:650}
button[value=allow]{animation:wait 1s steps(1,end)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.hidden{clip-path:inset(50%);height:1px;overflow:hidden;position:absolute;white-space:nowrap;width:1px}
@keyframes wait{from{cursor:wait;opacity:.45}to{opacity:1}}
@media (forced-colors:active){.note,.chips li,h1 bdi{border:1px solid}}
@media (width<420px){dl>div{grid-template-columns:minmax(0,1fr);gap:2px}}
`
