using System.Globalization;
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
        bool isHeard = false;
        rig.Answer = prompt =>
        {
            soon.Cancel();
            isHeard = rig.Tokens[^1].IsCancellationRequested;
            return "too late";
        };
        rig.Tokens.Clear();
        Observe("cancelled while the model answers", () => session.SendAsync(large, soon.Token).GetAwaiter().GetResult(),
            isCancelled: true);
        probe.Observe("tokens handed on", rig.Tokens.Count(token => token.CanBeCanceled));
        probe.Observe("the model hears of the cancellation", isHeard);
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
