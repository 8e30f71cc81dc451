// The page's style: colours from the chart palettes as CSS variables, light and dark, one column on a phone, ink on paper.
import { figureStyle, lightPalette, palettes } from "./figure-style.ts";
import { tableStyle } from "./table-style.ts";

export const style = `
:root{color-scheme:light dark}
${palettes}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--background);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1rem;font-weight:600;color:var(--quiet);margin:0 0 .5rem}
h1,h3,p,summary{overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2.5rem 0 .75rem}
h3{font-size:1rem;line-height:1.35;margin:0}
p{margin:.5rem 0;max-width:46rem}
.answer{font-size:clamp(1.2rem,1rem + 1.1vw,1.65rem);line-height:1.35;font-weight:600;text-wrap:pretty}
.quiet,figcaption p,.note,small{color:var(--quiet);font-size:.875rem}
td small{font-size:.87em}
.wide svg{display:block;width:100%;min-width:40rem;font-family:inherit}
.scroll{overflow-x:auto;margin:.75rem 0}
.scroll.over{border-right:1px dashed var(--quiet)}
.scroll.over::before{content:"Wider than the page: scroll sideways \\2192";position:sticky;left:0;display:block;width:max-content;margin-bottom:.2rem;font-size:.75rem;color:var(--deployment-0)}
table{border-collapse:collapse;font-size:.87rem;font-variant-numeric:tabular-nums}
th,td{padding:.28rem .5rem;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--grid);font-weight:400}
thead th,thead th.number{font-weight:600;border-bottom-color:var(--quiet);white-space:normal;vertical-align:bottom}
tbody th[scope=row]{white-space:nowrap;position:sticky;left:0;background:var(--background);padding-left:0}
thead th:first-child,th.group{padding-left:0}
th.group{padding-top:.9rem;color:var(--quiet);font-weight:600;border-bottom:0}
${tableStyle}
.best{font-weight:700}
.swatch{display:inline-block;width:.7em;height:.7em;border-radius:2px;margin-right:.4em}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:1rem 0 0;font-size:.875rem}
:is(p,.scroll)+.charts{margin-top:1.25rem}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,max(27rem,28%)),1fr));gap:2rem 2.5rem}
figure{margin:0;min-width:0;max-width:36rem;break-inside:avoid}
button{font:inherit;color:inherit;background:none;border:1px solid transparent;border-radius:5px;padding:.1rem .35rem;cursor:pointer}
button:hover{border-color:var(--grid)}
${figureStyle}
summary{cursor:pointer;color:var(--quiet);font-size:.875rem}
:focus-visible{outline:2px solid var(--deployment-0);outline-offset:2px}
pre{overflow-x:auto;padding:.75rem 1rem;border:1px solid var(--grid);border-radius:6px;font-size:.85rem;line-height:1.45}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
td code,th code{font-size:.95em;overflow-wrap:anywhere}
ol{padding-left:1.5rem;color:var(--quiet);font-size:.875rem;overflow-wrap:anywhere}
a{color:inherit;text-underline-offset:2px}
:target{outline:2px solid var(--deployment-0);outline-offset:3px}
@media screen{main>*{min-width:0;container-type:inline-size}}
@media screen and (max-width:40rem){pre{white-space:pre-wrap;overflow-wrap:anywhere}th,td{padding:.28rem .4rem;font-size:.82rem}tbody th[scope=row]{min-width:6.5rem}}
@media (min-width:90rem){main{max-width:92rem}}
@media screen and (min-width:75rem){main{display:flex;flex-wrap:wrap;column-gap:3rem;align-items:flex-start}main>*{flex:0 0 100%}main>.beside-next{flex:0 1 auto;container-type:normal}.beside-next>p{width:0;min-width:100%}main>.beside-previous{flex:1 1 30rem}.scroll:not(.wide){width:max-content;max-width:100%}@container (min-width:60rem){.charts:has(>figure:only-child){float:left;width:33rem;margin:0 3rem 1rem 0}.charts:has(>figure:only-child)~p{display:flow-root}}}
@media print{nav,details.data,.tip,.hair{display:none}@page{margin:14mm}h2{break-after:avoid}section{break-inside:auto}.charts{grid-template-columns:1fr 1fr;gap:1.2rem 2rem}.charts:has(>figure:only-child){grid-template-columns:minmax(0,26rem)}a{text-decoration:none}pre{white-space:pre-wrap;overflow-wrap:anywhere}:root{${lightPalette}}main{padding:0;max-width:none}body{font-size:10pt;line-height:1.4}h2{margin:1.4rem 0 .5rem}section>p:has(+.charts){break-after:avoid}.scroll{overflow:visible}.scroll.over{border:0}.scroll.over::before{display:none}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}table{width:100%}.scroll td{white-space:normal}.scroll tbody th[scope=row]{white-space:normal;position:static}figure,.drawing{break-inside:avoid}table{font-size:8.5pt}th,td{padding:1.5pt 6pt 1.5pt 0;white-space:normal}th.group{padding-top:6pt}thead{display:table-header-group}tr{break-inside:avoid}}
`;
