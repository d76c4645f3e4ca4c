namespace LLMCourse.Grading.Reports;

/// <summary>The style of the HTML report; a test holds the contrast of its colours.</summary>
internal static class HtmlStyle
{
    /// <summary>The style sheet.</summary>
    public const string Css = """
        :root {
          color-scheme: light dark;
          --page: #f6f5f2; --card: #ffffff; --inset: #f3f3ef; --line: #dedcd5;
          --text: #1f2529; --muted: #59626b; --link: #1a5a96;
          --good: #1b6e45; --part: #865200; --wrong: #a8322a; --idle: #5c656e;
          --bar-good: #2e9a66; --bar-rest: #e4e2db;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #14171a; --card: #1c2024; --inset: #24292e; --line: #343a41;
            --text: #e4e7e9; --muted: #a4adb6; --link: #86b9ee;
            --good: #6fcb9a; --part: #e3b565; --wrong: #f2938b; --idle: #a4adb6;
            --bar-good: #3fa873; --bar-rest: #343a41;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
        main { max-width: 50rem; margin: 0 auto; padding: 2.5rem 1.25rem 3rem; }
        h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1.25rem; }
        h2 { font-size: 1.2rem; line-height: 1.35; margin: 0; }
        h3 { font-size: 1rem; line-height: 1.45; margin: 1.75rem 0 .5rem; }
        p, ul, pre, blockquote, table { margin: .75rem 0; }
        a { color: var(--link); text-underline-offset: .15em; }
        code, pre { font-family: ui-monospace, "Cascadia Mono", Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; font-size: .875em; }
        code { background: var(--inset); border-radius: 4px; padding: .1em .3em; }
        pre { background: var(--inset); border-radius: 8px; padding: .8rem 1rem; overflow-x: auto; line-height: 1.5; }
        pre code { background: none; padding: 0; font-size: 1em; }
        hr { border: 0; border-top: 1px solid var(--line); }
        blockquote { border-left: 3px solid var(--part); padding: .15rem 0 .15rem 1rem; margin-left: 0; margin-right: 0; }
        ul { padding-left: 1.3rem; }
        .eyebrow { color: var(--muted); font-size: .9rem; margin: 0 0 .25rem; }
        .score { display: flex; align-items: baseline; flex-wrap: wrap; gap: .25rem .75rem; margin: 0; }
        .score strong { font-size: 2.25rem; line-height: 1.1; font-variant-numeric: tabular-nums; }
        .score span { color: var(--muted); }
        .bar { display: flex; gap: 3px; height: 12px; margin: .9rem 0 1.25rem; }
        .bar span { background: var(--bar-rest); border-radius: 3px; overflow: hidden; min-width: 4px; }
        .bar span > i { display: block; height: 100%; background: var(--bar-good); }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.5rem; margin: 1.25rem 0; }
        .card > :first-child, blockquote > :first-child { margin-top: 0; }
        .card > :last-child, blockquote > :last-child { margin-bottom: 0; }
        .start blockquote { border-left-color: var(--link); margin-bottom: 0; }
        .head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .25rem 1rem; }
        .state { color: var(--muted); margin: .2rem 0 0; }
        .good { color: var(--good); } .part { color: var(--part); } .wrong { color: var(--wrong); } .idle { color: var(--idle); }
        .points { font-variant-numeric: tabular-nums; white-space: nowrap; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .95rem; }
        th { text-align: left; color: var(--muted); font-weight: 600; font-size: .85rem; }
        th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
        tr:last-child td { border-bottom: 0; }
        th:last-child, td:last-child { padding-right: 0; }
        .overview td:first-child { width: 1.75rem; text-align: center; }
        .overview td:last-child, .overview th:last-child, .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        summary { cursor: pointer; color: var(--link); }
        details { margin: .6rem 0; }
        details ul { list-style: none; padding-left: 1.1rem; margin: .4rem 0 .8rem; }
        figure { margin: 1.25rem 0 0; }
        figcaption { font-weight: 600; margin-bottom: .25rem; }
        svg { display: block; width: 100%; max-width: 40rem; height: auto; }
        svg text { fill: var(--muted); font-size: 13px; font-family: inherit; }
        svg .grid { stroke: var(--line); stroke-width: 1; }
        svg .mine { stroke: var(--link); fill: none; stroke-width: 2.5; } svg .mine-dot, svg text.mine-label { fill: var(--link); }
        svg .theirs { stroke: var(--muted); fill: none; stroke-width: 2; stroke-dasharray: 6 4; } svg .theirs-dot { fill: var(--muted); }
        svg text.mine-label { font-weight: 600; }
        footer { color: var(--muted); font-size: .875rem; margin-top: 2rem; }
        @media (max-width: 34rem) {
          main { padding: 1.5rem .9rem 2rem; }
          .card { padding: 1rem; border-radius: 10px; }
          svg text { font-size: 18px; }
          .overview td:nth-child(3), .overview th:nth-child(3) { display: none; }
        }
        @media print {
          :root { --page: #ffffff; --card: #ffffff; --inset: #f3f3ef; --line: #c8c6c0; --text: #000000; --muted: #444444; --link: #000000;
            --good: #000000; --part: #000000; --wrong: #000000; --idle: #444444; --bar-good: #666666; --bar-rest: #dddddd; }
          main { max-width: none; padding: 0; }
          .card, figure, tr { break-inside: avoid; }
          pre { white-space: pre-wrap; }
        }
        """;
}
