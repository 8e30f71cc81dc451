// Tables of a page, in the report and in the web app: figures stand to the right and stay whole, long texts break; what a telephone
// has no room for stands as paragraphs where the container it is in is as narrow.

const asParagraphs = (table: string): string =>
  `${table} thead{display:none}${table} :is(table,caption,tbody){display:block}${table} tr{display:flex;flex-wrap:wrap;gap:0 1rem;padding:.4rem 0;border-bottom:1px solid var(--grid)}${table} :is(th,td){border:0;padding:0}${table} tbody th[scope=row]{flex:0 0 100%;position:static;font-weight:600}${table} :is(td.long,td,th.group){white-space:normal;min-width:0;text-align:left}${table} td:empty,${table} .pad{display:none}${table} [data-head]:not([data-head=""])::before{content:attr(data-head) " ";color:var(--quiet);font-weight:400}`;

export const tableStyle = `.number{text-align:right;white-space:nowrap}
.number:has(.whole){white-space:normal}
.whole{white-space:nowrap}
.range{display:inline-block}
.scroll td.long{white-space:normal;min-width:12rem;overflow-wrap:anywhere}
.scroll tbody th.long{white-space:normal;min-width:9rem}
@media screen and (max-width:40rem){.number,tbody th[scope=row]{white-space:normal}.scroll td.long{min-width:9rem}.scroll tbody th.long{min-width:6.5rem}}
@media screen{@container (max-width:33rem){${asParagraphs(".stacks")}}@container (max-width:40rem){${asParagraphs(".early")}}}`;
