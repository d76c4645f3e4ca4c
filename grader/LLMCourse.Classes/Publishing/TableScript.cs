using System.Security.Cryptography;
using System.Text;

namespace LLMCourse.Classes.Publishing;

/// <summary>The one script of the site: it sorts tables by their heads, and searches and filters that of the students.</summary>
/// <remarks>
/// Without it every row, number and flag is there; it makes its own controls, so that nothing is dead where scripts are off. The page's
/// content security policy names it by its hash: no other script runs, not even one that got into the page. It has no &lt; and no &amp;,
/// since pages are well-formed XML too.
/// </remarks>
internal static class TableScript
{
    /// <summary>The script.</summary>
    public const string Text = """
        "use strict";
        for (const table of document.querySelectorAll("table[data-live]")) {
          const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0], rows = [...body.rows];
          const isNumber = i => heads[i].classList.contains("number");
          const compare = (i, down) => (a, b) => {
            const x = a.cells[i], y = b.cells[i], way = down ? -1 : 1;
            if (!isNumber(i)) return way * x.textContent.trim().localeCompare(y.textContent.trim(), "en", { numeric: true });
            const n = x.dataset.sort, m = y.dataset.sort, none = (n === undefined) - (m === undefined);
            return none !== 0 ? none : n === undefined ? 0 : way * (n - m);
          };
          heads.forEach((head, i) => {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "sort";
            button.append(...head.childNodes);
            head.append(button);
            button.addEventListener("click", () => {
              const down = head.getAttribute("aria-sort") === "ascending";
              for (const h of heads) h.removeAttribute("aria-sort");
              head.setAttribute("aria-sort", down ? "descending" : "ascending");
              body.append(...rows.sort(compare(i, down)));
            });
          });
          if (table.dataset.live !== "filter") continue;

          const groups = heads.map(h => h.dataset.group || ""), flagsOf = cell => (cell.dataset.flags || "").split(",").filter(Boolean);
          const tools = document.createElement("div"), count = document.createElement("output");
          const add = (name, control) => {
            const label = document.createElement("label");
            label.append(name, control);
            tools.append(label);
            control.addEventListener("input", show);
            return control;
          };
          const choice = (name, all, values) => {
            const select = document.createElement("select");
            select.append(new Option(all, ""), ...values.map(v => new Option(v, v)));
            return add(name, select);
          };
          const box = document.createElement("input");
          box.type = "search";
          const search = add("Search ", box);
          const module = choice("Module ", "all", [...new Set(groups.filter(Boolean))]);
          const flag = choice("Only ", "everybody", [...new Set(rows.flatMap(r => [...r.cells].flatMap(flagsOf)))].sort());
          function show() {
            const text = search.value.trim().toLowerCase(), one = module.value;
            const hides = i => one === "" ? false : groups[i] === "" ? false : groups[i] !== one;
            for (const row of [table.tHead.rows[0], ...rows]) [...row.cells].forEach((cell, i) => { cell.hidden = hides(i); });
            for (const row of rows) {
              const cells = [...row.cells];
              const named = cells.some((cell, i) => isNumber(i) ? false : cell.textContent.toLowerCase().includes(text));
              const flagged = flag.value === "" ? true : cells.some((cell, i) => hides(i) ? false : flagsOf(cell).includes(flag.value));
              row.hidden = !(named ? flagged : false);
            }
            count.textContent = `${rows.filter(r => !r.hidden).length} of ${rows.length} shown`;
          }
          tools.className = "tools";
          tools.setAttribute("role", "search");
          tools.setAttribute("aria-label", "Find in the table");
          tools.append(count);
          table.parentElement.before(tools);
          show();
        }
        """;

    /// <summary>Gets the element.</summary>
    public static string Element { get; } = $"<script>{Text.ReplaceLineEndings("\n")}</script>\n";

    /// <summary>Gets the source by which a content security policy lets it run.</summary>
    public static string Source { get; } =
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))))}'";
}
