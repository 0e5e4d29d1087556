/** The page's style sheet: its type, its space, its tables; the charts' colours come from the palette. */
import { paletteCss } from './palette.ts';
import { PARTS_STYLE } from './style-parts.ts';
import { PRINT_STYLE, SCREEN_STYLE } from './style-screens.ts';

const BASE_STYLE = `
:root{--sans:-apple-system,"Segoe UI",Roboto,Inter,"Noto Sans","Liberation Sans",Arial,sans-serif;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
:root:has(#th-l:checked){color-scheme:light}
:root:has(#th-d:checked){color-scheme:dark}
*{box-sizing:border-box}
html{scroll-padding-top:60px;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:break-word}
main,.in{max-width:1144px;margin:0 auto;padding:0 24px}
h1{font-size:30px;line-height:1.2;font-weight:650;letter-spacing:-.012em;margin:0;text-wrap:balance}
h2{font-size:20px;line-height:1.3;font-weight:650;margin:0 0 4px}
h3{font-size:16px;line-height:1.35;font-weight:650;margin:24px 0 6px}
h4{font-size:15px;line-height:1.35;font-weight:650;margin:28px 0 6px}
h5.t{font-size:13px;font-weight:600;margin:12px 0 4px;color:var(--ink2)}
p{margin:0 0 10px}
a{color:inherit;text-decoration-color:var(--edge);text-underline-offset:3px}
a:hover{text-decoration-color:currentColor;text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:3px}
section{margin:56px 0 0}
.v0{margin-top:14px}
.s1{margin-top:30px}
.lead{font-size:17px;line-height:1.45;color:var(--ink2);max-width:60em;margin:8px 0 0}
.lead b{color:var(--ink);font-weight:600}
.mut,.sub,.how,.ci,.note{color:var(--ink2)}
.sub{display:block;font-size:13px;line-height:1.35;font-weight:400}
.mut{font-weight:400}
.how,.note{font-size:13px;line-height:1.45;margin:6px 0 0;max-width:80em}
.how b{font-weight:600;color:var(--ink)}
.notes{font-size:13px;line-height:1.45;margin:6px 0 0;padding:0 0 0 18px;color:var(--ink2)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.r{text-align:right}
.num,.v{white-space:nowrap}
.mono,code,pre{font-family:var(--mono);font-size:12.5px}
.g{vertical-align:-1px}
.v{font-weight:600}
.v-better{color:var(--better)}
.v-worse,.v-invalid{color:var(--worse)}
.v-same,.v-inconclusive,.v-notrun{color:var(--ink2)}
.dash{color:var(--ink2)}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;vertical-align:middle;padding:7px 10px 7px 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{font-size:12px;line-height:1.3;color:var(--ink2);vertical-align:bottom;border-bottom:1px solid var(--edge)}
td.r,th.r{text-align:right}
tbody th a,tbody th b{font-weight:600}
.bar0{position:sticky;top:0;z-index:5;background:var(--bg);border-bottom:1px solid var(--line)}
.bar0 .in{display:flex;align-items:center;gap:4px 20px;min-height:48px;flex-wrap:wrap}
.brand{font-weight:700;letter-spacing:-.01em;text-decoration:none;padding:2px 0}
nav{margin-right:auto}
.nav{display:flex;flex-wrap:wrap;gap:0 2px;margin:0;padding:0;list-style:none}
.nav a{display:block;padding:6px 8px;font-size:13px;color:var(--ink2);text-decoration:none;border-radius:4px}
.nav a:hover{background:var(--wash);color:var(--ink)}
.theme{border:0;margin:0;padding:0;display:flex;font-size:12px}
.theme label{position:relative;display:block}
.theme input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.theme span{display:block;padding:4px 9px;line-height:18px;border:1px solid var(--line);color:var(--ink2);margin-left:-1px}
.theme label:first-of-type span{border-radius:5px 0 0 5px}
.theme label:last-of-type span{border-radius:0 5px 5px 0}
.theme input:checked+span{background:var(--wash);color:var(--ink);font-weight:600}
.theme input:focus-visible+span{outline:2px solid var(--focus);outline-offset:1px}
.badge{display:inline-block;border:1px solid var(--edge);border-radius:4px;padding:0 6px;font-size:12px;font-weight:400;line-height:18px;color:var(--ink2);white-space:nowrap}
.eyebrow{display:flex;flex-wrap:wrap;gap:2px 14px;font-size:13px;color:var(--ink2);margin:20px 0 8px}
.tally{display:grid;gap:6px;margin:16px 0 0;font-size:14px}
.tally .tl{display:grid;grid-template-columns:60px minmax(0,1fr);align-items:baseline}
.tally dt{color:var(--ink2);font-size:13px}
.tally dd{margin:0;display:flex;flex-wrap:wrap;gap:2px 22px;align-items:baseline}
.tally b{font-size:17px;font-weight:650}
.tally .ti{display:inline-flex;flex-wrap:wrap;align-items:baseline;gap:0 7px}
.tally .gs{display:inline-flex;flex-wrap:wrap;gap:3px}
.banner{display:flex;flex-wrap:wrap;gap:4px 18px;align-items:baseline;border-left:4px solid var(--worse);background:var(--worsewash);padding:8px 14px;margin:16px 0 0;font-size:14px}
.banner p{margin:0}
.trust{display:flex;flex-wrap:wrap;gap:2px 20px;list-style:none;padding:0;margin:12px 0 0;font-size:13px;color:var(--ink2)}
.trust b{color:var(--ink);font-weight:600}
footer{margin:64px 0 0;border-top:1px solid var(--line);padding:16px 0 40px;font-size:13px;color:var(--ink2)}`;

export const STYLE = [paletteCss(), BASE_STYLE, PARTS_STYLE, SCREEN_STYLE, PRINT_STYLE].join('\n');
