using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Checks.M11;

public sealed class BranchesKept()
    : Check("M11.E1.branches", "puts other answers and other texts beside the old ones, and follows the current branch", points: 2)
{
    public override void Probe(Probe probe)
    {
        using ChatRig rig = new();
        rig.Answer = prompt => string.Create(CultureInfo.InvariantCulture, $"answer {rig.Prompts.Count}");
        ChatSession session = rig.Open(options: new() { System = "", BudgetTokens = 90 });
        void Observe(string name)
        {
            probe.Observe($"{name}: prompt", rig.LastPrompt);
            probe.Observe($"{name}: transcript", ChatRig.Text(session.Transcript()));
        }

        foreach (string text in (string[])["one, name=Anna!", "two", "three"]) _ = ChatRig.Send(session, text);
        Observe("three turns");
        probe.Observe("another answer", ChatRig.Text(session.RegenerateAsync().GetAwaiter().GetResult()));
        Observe("another answer");
        _ = session.RegenerateAsync().GetAwaiter().GetResult();
        Observe("and another");
        _ = ChatRig.Send(session, "four");
        probe.Observe("an edit", ChatRig.Text(session.EditAsync(2, "TWO, name=Bo!").GetAwaiter().GetResult()));
        Observe("an edit");
        _ = ChatRig.Send(session, "five");
        Observe("behind the edit");
        session.SwitchTo(6);
        Observe("back");
        _ = ChatRig.Send(session, "six");
        Observe("behind the way back");
        session.SwitchTo(2);
        _ = session.RegenerateAsync().GetAwaiter().GetResult();
        Observe("another answer in the middle");
        _ = session.EditAsync(1, "ONE").GetAwaiter().GetResult();
        Observe("an edit of the first");
        _ = session.RegenerateAsync().GetAwaiter().GetResult();
        Observe("another answer at the beginning");
        session.Facts.Remember(new ChatFact("name", "Cy"));
        session.SwitchTo(1);
        _ = session.RegenerateAsync().GetAwaiter().GetResult();
        Observe("the first, anew");
        probe.Observe("facts are not read again", ChatRig.Text(session.Facts.Recall("")));
        probe.ObserveThrows<ArgumentException>("a turn that is not there", () => session.SwitchTo(99));
        probe.ObserveThrows<ArgumentException>("an edit of turn 0", () => session.EditAsync(0, "zero").GetAwaiter().GetResult());
        Observe("afterwards");
        ChatSession empty = rig.Open("another");
        probe.ObserveThrows<InvalidOperationException>("nothing to answer anew", () => empty.RegenerateAsync().GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("a turn of another session", () => empty.SwitchTo(1));
        probe.Observe("an empty transcript", empty.Transcript().Count);
    }
}

public sealed class BranchSummaries() : Check("M11.E1.branch-summaries", "uses on each branch the summary of its own turns", points: 2)
{
    public override void Probe(Probe probe)
    {
        using ChatRig rig = new();
        rig.Answer = _ => "yes";
        ChatSession session =
            rig.Open(options: new() { System = "", BudgetTokens = 40, FactTokens = 0, SummaryTokens = 20, MessageTokens = 1 });
        static string Say(string first) => $"{first} and some words more";
        for (int i = 1; i <= 8; i++) _ = ChatRig.Send(session, Say($"t{i}"));
        probe.Observe("before", rig.LastPrompt);
        foreach ((string name, Action go) in new (string, Action)[]
        {
            ("the third said otherwise", () => session.EditAsync(3, Say("e3")).GetAwaiter().GetResult()),
            ("behind it", () => ChatRig.Send(session, Say("e4"))),
            ("and behind that", () => ChatRig.Send(session, Say("e5"))),
            ("and so on", () => ChatRig.Send(session, Say("e6"))),
            ("back on the first branch", () => { session.SwitchTo(8); _ = ChatRig.Send(session, Say("t9")); }),
            ("the last answered anew", () => session.RegenerateAsync().GetAwaiter().GetResult()),
            ("an early one goes on", () => { session.SwitchTo(2); _ = ChatRig.Send(session, Say("f3")); }),
            ("the first said otherwise", () => session.EditAsync(1, Say("g1")).GetAwaiter().GetResult()),
            ("behind the first", () => ChatRig.Send(session, Say("g2"))),
            ("a summarised one said otherwise", () => session.EditAsync(4, Say("h4")).GetAwaiter().GetResult()),
            ("behind the summarised one", () => ChatRig.Send(session, Say("h5"))),
            ("right behind a summary", () => { session.SwitchTo(4); _ = ChatRig.Send(session, Say("i5")); }),
        })
        {
            go();
            probe.Observe(name, rig.LastPrompt);
        }

        probe.Observe("what the summariser got", rig.Summaries);
    }
}

public sealed class SessionsResumed() : Check("M11.E1.resume", "goes on in a new object where the last one stopped")
{
    public override void Probe(Probe probe)
    {
        string[] seen = [];
        foreach (bool isAnew in (bool[])[false, true])
        {
            using ChatRig rig = new();
            ChatSessionOptions options = new() { BudgetTokens = 60, FactTokens = 20, SummaryTokens = 20 };
            ChatSession session = rig.Open(options: options);
            foreach (string text in (string[])["t1 name=Anna!", "t2 has quite a few words in it to say", "t3 pet=cat!",
                "t4 has quite a few words in it, too", "t5 is the last of the first five that are here"])
            {
                _ = ChatRig.Send(session, text);
                if (isAnew) session = rig.Open(options: options);
            }

            _ = session.EditAsync(4, "t4 is said otherwise").GetAwaiter().GetResult();
            if (isAnew) session = rig.Open(options: options);
            _ = ChatRig.Send(session, "t7 what pet is it?");
            string[] now = [.. rig.Prompts.Select(ChatRig.Text), rig.Summaries, ChatRig.Text(session.Transcript()),
                ChatRig.Text(session.Facts.Recall(""))];
            for (int i = 0; isAnew && i < now.Length; i++)
                probe.Observe($"the same prompt {i} with new objects", i < seen.Length && seen[i] == now[i]);
            probe.Observe(isAnew ? "the last prompt with new objects" : "the last prompt", rig.LastPrompt);
            seen = now;
        }
    }
}

public sealed class FailuresLeaveNothing()
    : Check("M11.E1.failure", "stores nothing of a call that fails or is cancelled, and lets one call in at a time", points: 2)
{
    public override void Probe(Probe probe)
    {
        using ChatRig rig = new();
        ChatSession session =
            rig.Open(options: new() { System = "", BudgetTokens = 40, FactTokens = 10, SummaryTokens = 10, MessageTokens = 1 });
        foreach (string text in (string[])["t1 name=Anna!", "t2 has some words", "t3 has some words, too"]) _ = ChatRig.Send(session, text);
        string before = rig.Rows();
        string large = "t4 pet=cat! " + string.Join(' ', Enumerable.Repeat("word", 20));
        void Observe(string name, Action call, bool isCancelled = false)
        {
            if (isCancelled) probe.ObserveThrows<OperationCanceledException>(name, call);
            else probe.ObserveThrows<TimeoutException>(name, call);
            probe.Observe($"{name}: nothing has changed", rig.Rows() == before);
        }

        Func<IReadOnlyList<ChatMessage>, string> answer = rig.Answer;
        Func<string?, IReadOnlyList<ChatMessage>, string> summary = rig.Summary;
        rig.Answer = _ => throw new TimeoutException("No answer.");
        Observe("the model fails", () => ChatRig.Send(session, "t4 name=Bo, pet=cat!"));
        Observe("the model fails behind a summary", () => ChatRig.Send(session, large));
        Observe("the model fails at another answer", () => session.RegenerateAsync().GetAwaiter().GetResult());
        Observe("the model fails at an edit", () => session.EditAsync(1, "t1 name=Bo!").GetAwaiter().GetResult());
        rig.Answer = answer;
        rig.Summary = (_, _) => throw new TimeoutException("No summary.");
        Observe("the summariser fails", () => ChatRig.Send(session, large));
        rig.Summary = summary;
        int prompts = rig.Prompts.Count;
        probe.ObserveThrows<FormatException>("the extraction fails", () => ChatRig.Send(session, "unreadable pet=cat!"));
        probe.Observe("the extraction fails: nothing has changed", rig.Rows() == before);

        using CancellationTokenSource over = new();
        over.Cancel();
        Observe("cancelled before", () => session.SendAsync("t4", over.Token).GetAwaiter().GetResult(), isCancelled: true);
        Observe("another answer cancelled before", () => session.RegenerateAsync(over.Token).GetAwaiter().GetResult(), isCancelled: true);
        Observe("an edit cancelled before", () => session.EditAsync(2, "e2", over.Token).GetAwaiter().GetResult(), isCancelled: true);
        probe.Observe("requests in vain", rig.Prompts.Count - prompts);
        using CancellationTokenSource soon = new();
        rig.Answer = prompt =>
        {
            soon.Cancel();
            return "too late";
        };
        rig.Tokens.Clear();
        Observe("cancelled while the model answers", () => session.SendAsync(large, soon.Token).GetAwaiter().GetResult(),
            isCancelled: true);
        probe.Observe("tokens handed on", rig.Tokens.Count(token => token == soon.Token));
        rig.Answer = answer;

        TaskCompletionSource gate = new();
        rig.Gate = gate.Task;
        Task<ChatReply> waiting = session.SendAsync("t4 waits");
        probe.Observe("the first one waits", !waiting.IsCompleted);
        foreach ((string name, Func<Task> call) in new (string, Func<Task>)[]
        {
            ("a second text", () => session.SendAsync("t5")), ("another answer meanwhile", () => session.RegenerateAsync()),
            ("an edit meanwhile", () => session.EditAsync(1, "e")),
            ("a switch meanwhile", () => Task.Run(() => session.SwitchTo(1))),
            ("forgetting meanwhile", () => Task.Run(() => session.Forget("name"))),
            ("forgetting all meanwhile", () => Task.Run(session.ForgetAll)),
        })
        {
            // Who does not refuse waits for the gate.
            Task meanwhile = call();
            _ = Task.WhenAny(meanwhile, Task.Delay(2000)).GetAwaiter().GetResult();
            bool isRefused = meanwhile.IsFaulted;
            probe.ObserveThrows<InvalidOperationException>(name, () =>
            {
                if (isRefused) meanwhile.GetAwaiter().GetResult();
            });
            if (isRefused) continue;
            gate.SetResult();
            Task.WhenAll(waiting, meanwhile).ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
            return;
        }

        probe.Observe("nothing has changed meanwhile", rig.Rows() == before);
        gate.SetResult();
        probe.Observe("the first one ends", ChatRig.Text(waiting.GetAwaiter().GetResult()));
        probe.Observe("and another comes in", ChatRig.Text(ChatRig.Send(session, large)));
        probe.Observe("facts", ChatRig.Text(session.Facts.Recall("")));
        probe.Observe("transcript", ChatRig.Text(session.Transcript()));
        probe.Observe("what the summariser got", rig.Summaries);

        using ChatRig open = new();
        ChatSession another =
            open.Open(options: new() { System = "", BudgetTokens = 30, FactTokens = 10, SummaryTokens = 8, MessageTokens = 1 });
        bool isFree = true;
        Func<IReadOnlyList<ChatMessage>, string> usual = open.Answer;
        open.Answer = prompt =>
        {
            isFree &= CanBegin(open);
            return usual(prompt);
        };
        open.Summary = (_, _) =>
        {
            isFree &= CanBegin(open);
            return "so far";
        };
        foreach (string text in (string[])["t1 name=Anna!", "t2 " + string.Join(' ', Enumerable.Repeat("word", 18))])
            _ = ChatRig.Send(another, text);
        _ = another.RegenerateAsync().GetAwaiter().GetResult();
        _ = another.EditAsync(1, "e1 name=Bo!").GetAwaiter().GetResult();
        probe.Observe("others may write while model and summariser are asked", isFree);

        // The second fact is refused by the memory. Whoever passes over it may store the rest.
        string rows = open.Rows();
        bool hasThrown = false;
        try
        {
            _ = ChatRig.Send(another, "t3 city=Oslo, pet=!");
        }
        catch (ArgumentException)
        {
            hasThrown = true;
        }

        probe.Observe("a fact without a value: all is stored, or nothing", !hasThrown || open.Rows() == rows);
    }

    private static bool CanBegin(ChatRig rig)
    {
        try
        {
            using SqliteTransaction transaction = rig.Connection.BeginTransaction();
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or SqliteException)
        {
            return false;
        }
    }
}

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
            probe.Observe("turns changed by two keys",
                new[] { session.Forget("who"), session.Forget("name") }.Select(turns => (double)turns));
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
