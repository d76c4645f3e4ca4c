using System.Text;

namespace LLMCourse.Checks.M11;

public sealed class SessionsApart() : Check("M11.E1.sessions", "keeps sessions apart, whatever their ids are")
{
    private static readonly string[] Ids = ["a", "A", "a'", "a%", "%", "a_", "_", "'; DROP TABLE turns; --", "", "ä", "$0"];

    public override void Probe(Probe probe)
    {
        using ChatRig rig = new();
        ChatSession[] sessions = [
            .. Ids.Select(
                id => rig.Open(id, new() { System = "", BudgetTokens = 30, FactTokens = 12, SummaryTokens = 10, MessageTokens = 1 }))];
        for (int turn = 0; turn < 3; turn++)
        {
            for (int i = 0; i < Ids.Length; i++) _ = ChatRig.Send(sessions[i], $"session {i} turn {turn} key{turn}=value{i}!");
        }

        void Observe(string when)
        {
            for (int i = 0; i < Ids.Length; i++)
            {
                probe.Observe($"'{Ids[i]}' {when}",
                    $"{ChatRig.Text(sessions[i].Transcript())}\n{ChatRig.Text(sessions[i].Facts.Recall(""))}");
                if (sessions[i].Transcript().Count == 0) continue;
                _ = ChatRig.Send(sessions[i], $"what is key1?");
                probe.Observe($"prompt of '{Ids[i]}' {when}", rig.LastPrompt);
            }
        }

        Observe("at first");
        foreach (int i in (int[])[0, 3, 4, 6]) sessions[i].ForgetAll();
        probe.Observe("turns changed", sessions[2].Forget("key0"));
        Observe("when some are forgotten");
    }
}

public sealed class Forgetting()
    : Check("M11.E1.forget", "leaves nothing of what is forgotten in the rows or in the bytes of the database", points: 2)
{
    public override void Probe(Probe probe)
    {
        using (ChatRig rig = new())
        {
            ChatSessionOptions options = new() { System = "", BudgetTokens = 60, FactTokens = 20, SummaryTokens = 20, MessageTokens = 1 };
            ChatSession session = rig.Open(options: options), other = rig.Open("other", options);
            rig.Answer = prompt => $"I see, {prompt[^1].Content}";
            rig.Summary = (previous, dropped) => $"It is Anna {previous?.Length}";
            foreach (string text in (string[])["name=Anna!", "name=Anna Maria, mail=anna@example.com!", "nothing of it",
                "ANNA and Savannah, and anna maria", "name=Max! maximum",
                "pet=cat! It is a long text that takes many of the words that there are in the budget"])
                _ = ChatRig.Send(session, text);
            _ = session.EditAsync(3, "Anna on another branch").GetAwaiter().GetResult();
            _ = ChatRig.Send(other, "name=Anna!");
            probe.Observe("an unknown key", session.Forget("Name"));
            probe.Observe("summaries so far", rig.SummaryCalls);
            _ = ChatRig.Send(session, "one more and quite a few more words for it, so that something must be dropped");
            probe.Observe("prompt before", rig.LastPrompt);
            probe.Observe("turns changed", session.Forget("name"));
            probe.Observe("facts", ChatRig.Text(session.Facts.Recall("")));
            probe.Observe("transcript", ChatRig.Text(session.Transcript()));
            session.SwitchTo(6);
            probe.Observe("transcript of the other branch", ChatRig.Text(session.Transcript()));
            probe.Observe("the other session", $"{ChatRig.Text(other.Transcript())} {ChatRig.Text(other.Facts.Recall(""))}");
            other.ForgetAll();
            probe.Observe("rows with the name", rig.Rows().Split('\n')
                .Count(row => row.Contains("anna", StringComparison.OrdinalIgnoreCase) && !row.Contains("mail", StringComparison.Ordinal)));
            probe.Observe("rows with 'max'", rig.Rows().Split('\n').Count(row => row.Contains("max", StringComparison.OrdinalIgnoreCase)));
            int calls = rig.SummaryCalls;
            rig.Summary = (previous, dropped) => previous ?? "anew";
            _ = ChatRig.Send(session, "go on with a text that takes quite a few of the words that there are");
            probe.Observe("a summary is made anew", $"{rig.SummaryCalls - calls} {rig.Summaries.Split('\n')[^1]}");
            probe.Observe("prompt afterwards", rig.LastPrompt);
            probe.Observe("forgotten again", session.Forget("name"));
            session.ForgetAll();
            probe.Observe("everything forgotten", $"{session.Transcript().Count} {ChatRig.Text(session.Facts.Recall(""))}");
            probe.Observe("rows that are left", rig.Rows().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Count(row => !row.StartsWith("sqlite", StringComparison.Ordinal)));
            probe.Observe("and from the beginning", ChatRig.Text(ChatRig.Send(session, "hello")));
        }

        using (ChatRig rig = new())
        {
            ChatSession session = rig.Open(options: new() { System = "", BudgetTokens = 60, FactTokens = 20, SummaryTokens = 20, MessageTokens = 1 });
            rig.Summary = (previous, dropped) => $"{dropped.Count} behind {previous?.Length}";
            foreach (int i in Enumerable.Range(0, 6)) _ = ChatRig.Send(session, $"text {i} takes quite a few of the words that there are");
            probe.Observe("summaries before an unknown key", rig.SummaryCalls);
            _ = session.Forget("nobody");
            _ = ChatRig.Send(session, "and so does the last one of all these texts");
            probe.Observe("the summary behind an unknown key", rig.LastPrompt);
        }

        using (ChatRig rig = new())
        {
            ChatSession session =
                rig.Open(options: new() { System = "", BudgetTokens = 30, FactTokens = 0, SummaryTokens = 12, MessageTokens = 0 });
            foreach (string text in (string[])["pet=cat! and a few words more", "t2 and a few words more",
                "t3 with some words, so that the first two must go", "t4"])
                _ = ChatRig.Send(session, text);
            foreach (string key in (string[])["Pet", "pet"])
            {
                probe.Observe($"turns changed by forgetting '{key}'", session.Forget(key));
                _ = ChatRig.Send(session, "and on");
                probe.Observe($"prompt when '{key}' is forgotten", $"{rig.SummaryCalls}\n{rig.LastPrompt}");
            }
        }

        using (ChatRig rig = new())
        {
            ChatSession session = rig.Open();
            foreach (string text in (string[])["who=Émile!", "ÉMILE and émile", "name=na!", "name=Anna!", "Anna, Hannah and na"])
                _ = ChatRig.Send(session, text);
            // Who changes rows outside of a transaction leaves half of it done when the next one fails.
            string? alone = null;
            SQLitePCL.raw.sqlite3_trace(rig.Connection.Handle, (_, sql) =>
            {
                string word = sql.TrimStart().Split(' ', '\n')[0].ToUpperInvariant();
                if (word is "INSERT" or "UPDATE" or "DELETE" or "REPLACE" && SQLitePCL.raw.sqlite3_get_autocommit(rig.Connection.Handle) != 0) alone = word;
            }, null);
            probe.Observe("turns changed by two keys",
                new[] { session.Forget("who"), session.Forget("name") }.Select(turns => (double)turns));
            SQLitePCL.raw.sqlite3_trace(rig.Connection.Handle, (SQLitePCL.strdelegate_trace?)null, null);
            probe.Observe("all or nothing is forgotten", alone is null);
            probe.Observe("beyond ASCII, and one value within another", ChatRig.Text(session.Transcript()));
        }

        // A text that fills whole pages, which become free as a whole; with one turn alone, no row moves.
        string pages = ChatRig.InFile(rig =>
        {
            ChatSession session = rig.Open();
            _ = ChatRig.Send(session, string.Concat(Enumerable.Repeat("Boggleton", 30_000)));
            session.ForgetAll();
        });
        probe.Observe("a long text is in the file", IsIn(pages, "Boggleton"));
        string bytes = ChatRig.InFile(rig =>
        {
            rig.Answer = prompt => $"I see: {prompt[^1].Content}{new string('.', 60)}";
            rig.Summary = (previous, dropped) => $"about Secretia, {dropped.Count} messages";
            ChatSession session = rig.Open("subject of the first", new() { BudgetTokens = 120 }),
                other = rig.Open("subject of the second", new() { BudgetTokens = 120 });
            for (int i = 0; i < 40; i++)
            {
                _ = ChatRig.Send(session, $"number {i} of Secretia, place=Secretia {i}!");
                _ = ChatRig.Send(other, $"other {i} is Hiddenham, place=Hiddenham!");
            }

            probe.Observe("in the file: turns changed", session.Forget("place"));
            other.ForgetAll();
            probe.Observe("in the file: turns that are left", session.Transcript().Count + other.Transcript().Count);
        });
        foreach (string word in (string[])["Secretia", "Hiddenham", "other 7", "the second", "number 7", "the first"])
            probe.Observe($"'{word}' is in the file", IsIn(bytes, word));
    }

    // How texts are stored is up to the student: in UTF-8 or in UTF-16.
    private static bool IsIn(string bytes, string word) => bytes.Contains(word, StringComparison.OrdinalIgnoreCase)
        || bytes.Contains(Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(word)), StringComparison.OrdinalIgnoreCase);
}

public sealed class RefusedSessions() : Check("M11.E1.arguments", "refuses empty texts, empty facts and options out of range, and goes on")
{
    public override void Probe(Probe probe)
    {
        using ChatRig rig = new();
        ChatSession session = rig.Open();
        _ = ChatRig.Send(session, "name=Anna!");
        string before = rig.Rows();
        foreach (string? text in (string?[])[null, "", " ", "\n\t"])
        {
            string name = text is null ? "null" : $"'{text.Replace("\n\t", "\\n\\t", StringComparison.Ordinal)}'";
            probe.ObserveThrows<ArgumentException>($"the text {name}", () => ChatRig.Send(session, text!));
            probe.ObserveThrows<ArgumentException>($"an edit to {name}", () => session.EditAsync(1, text!).GetAwaiter().GetResult());
            probe.ObserveThrows<ArgumentException>($"the key {name}", () => session.Facts.Remember(new ChatFact(text!, "value")));
            probe.ObserveThrows<ArgumentException>($"the value {name}", () => session.Facts.Remember(new ChatFact("key", text!)));
        }

        probe.Observe("requests", rig.Prompts.Count);
        probe.Observe("nothing has changed", rig.Rows() == before);
        foreach ((string name, ChatSessionOptions options) in new (string, ChatSessionOptions)[]
        {
            ("a budget of 0", new() { BudgetTokens = 0 }), ("facts of −1", new() { FactTokens = -1 }),
            ("a summary of −1", new() { SummaryTokens = -1 }), ("messages of −1", new() { MessageTokens = -1 }),
        }) probe.ObserveThrows<ArgumentException>(name, () => rig.Open("t", options));
        probe.ObserveAccepts("a budget of 1, nothing else",
            () => rig.Open("t", new() { BudgetTokens = 1, FactTokens = 0, SummaryTokens = 0, MessageTokens = 0 }));
        probe.Observe("and goes on", ChatRig.Text(ChatRig.Send(session, "hello")));
    }
}
