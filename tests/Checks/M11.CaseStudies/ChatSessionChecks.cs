using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Checks.M11;

public sealed class FactsRanked()
    : VisibleCheck("M11.E1.facts", "keeps the newest value of each key, and lists facts by shared words, then by age", points: 2)
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection database = new("Data Source=:memory:");
        database.Open();
        FactMemory memory = new(database, "s");
        probe.Observe("nothing known", ChatRig.Text(memory.Recall("anything")));
        foreach (string fact in (string[])["city=Oslo", "dog=a red dog", "city=Bergen", "cat=Tom Red 2", "Città=Émile_7", "Dog=Rex"])
            memory.Remember(new ChatFact(fact.Split('=')[0], fact.Split('=')[1]));
        foreach (string text in (string[])["", "?!", "dog", "a RED, red, red... thing", "the red dog", "I like do", "É tom émile CITTÀ",
            "émile_7", "7 2 a", "Where is Oslo's city?", "red2 bergen/tom"])
            probe.Observe($"recalled for '{text}'", ChatRig.Text(memory.Recall(text)));
        memory.Remember(new ChatFact("city", "Oslo"));
        memory.Remember(new ChatFact("dog", "a red dog"));
        probe.Observe("values that come back are the newest", ChatRig.Text(memory.Recall("")));
        probe.Observe("another object sees the same", ChatRig.Text(new FactMemory(database, "s").Recall("")));
        probe.Observe("values forgotten", string.Join(" | ", memory.Forget("city")));
        probe.Observe("forgotten again", memory.Forget("city").Count);
        probe.Observe("unknown", memory.Forget("DOG").Count);
        probe.Observe("what is left", ChatRig.Text(memory.Recall("bergen")));
        memory.ForgetAll();
        probe.Observe("nothing is left", ChatRig.Text(memory.Recall("dog")));
        memory.Remember(new ChatFact("city", "Bodø"));
        probe.Observe("and goes on", ChatRig.Text(memory.Recall("dog")));
        foreach ((string key, string value) in ((string, string)[])[(" sea", "blue "), ("sea", "green"), ("Sea", " grey")])
            memory.Remember(new ChatFact(key, value));
        probe.Observe("spaces belong to keys and values", ChatRig.Text(memory.Recall("")));
    }
}

public sealed class PromptsInOrder()
    : Check("M11.E1.prompt", "asks with the system message, facts, summary, the newest turns, and the text", points: 2)
{
    public override void Probe(Probe probe)
    {
        using ChatRig rig = new();
        ChatSession session = rig.Open(
            options: new() { System = "Be brief and kind.", BudgetTokens = 50, FactTokens = 16, SummaryTokens = 12, MessageTokens = 2 });
        string[] texts = ["Hello, name=Anna!", "What is new in the city of Oslo today?", "pet=a cat, city=Oslo!",
            "t4 with a few more words in it", "t5 has still more words than the last one had", "Which pet have I?", "t7"];
        foreach (string text in texts)
        {
            ChatReply reply = ChatRig.Send(session, text);
            probe.Observe($"reply to '{text}'", ChatRig.Text(reply));
            probe.Observe($"prompt for '{text}'", rig.LastPrompt);
        }

        probe.Observe("summaries", rig.Summaries);
        probe.Observe("transcript", ChatRig.Text(session.Transcript()));
        ChatSession plain = rig.Open("plain", new() { System = "", BudgetTokens = 50 });
        _ = ChatRig.Send(plain, "no system message");
        probe.Observe("without a system message", rig.LastPrompt);
        _ = ChatRig.Send(rig.Open("short", new() { System = "!" }), "a short system message");
        probe.Observe("with a system message of one character", rig.LastPrompt);
        _ = ChatRig.Send(plain, "  two  words\n ");
        probe.Observe("a text with spaces around it", $"{rig.LastPrompt}|{ChatRig.Text(plain.Transcript())}");
        ChatSession usual = rig.Open("usual");
        ChatReply first = ChatRig.Send(usual, "with the usual options");
        probe.Observe("by default", $"{rig.LastPrompt} {ChatRig.Text(first)}");
    }
}

public sealed class BudgetKept()
    : Check("M11.E1.budget", "never exceeds the budget, and has each earlier turn once, in the window or in the summary", points: 2)
{
    public override void Probe(Probe probe)
    {
        for (int run = 0; run < 4; run++)
        {
            using ChatRig rig = new() { Count = run % 2 == 0 ? ChatRig.Words : text => (text.Length + 3) / 4 };
            int budget = 60 + (int)probe.Random.NextInteger(0, 200);
            rig.Answer = prompt => "a" + string.Concat(Enumerable.Repeat(" word", ChatRig.Words(prompt[^1].Content) % 7));
            ChatSession session = rig.Open(
                options: new() { System = "Be brief.", BudgetTokens = budget, FactTokens = 20, SummaryTokens = 40, MessageTokens = run });
            List<double> costs = [], told = [], turns = [], windows = [];
            for (int turn = 1; turn <= 15; turn++)
            {
                string fact = turn % 4 == 1 ? $" k{turn}={turn}!" : "";
                ChatReply reply =
                    ChatRig.Send(session, $"t{turn}{string.Concat(Enumerable.Repeat(" some", (int)probe.Random.NextInteger(0, 9)))}{fact}");
                IReadOnlyList<ChatMessage> prompt = rig.Prompts[^1];
                costs.Add(prompt.Sum(message => rig.Count(message.Content) + run));
                told.Add(reply.PromptTokens);
                IEnumerable<string> words = prompt.Where(message => message.Role == "user"
                    || message.Content.StartsWith(ChatSession.SummaryHeader, StringComparison.Ordinal))
                    .SelectMany(message => message.Content.Split(' ', '\n'))
                        .Where(word => word.Length > 1 && word[0] == 't' && char.IsDigit(word[1]));
                turns.AddRange(words.Select(word => double.Parse(word.AsSpan(1), CultureInfo.InvariantCulture)));
                windows.Add(prompt.Count(message => message.Role == "user") - prompt.Count(message => message.Role == "assistant") == 1
                    ? prompt.Count(message => message.Role == "assistant")
                    : -1);
            }

            probe.Observe($"run {run}: budget", budget);
            probe.Observe($"run {run}: costs of the prompts", costs);
            probe.Observe($"run {run}: costs told", told);
            probe.Observe($"run {run}: turns that each prompt tells of", turns);
            probe.Observe($"run {run}: turns in the windows", windows);
            probe.Observe($"run {run}: summaries", rig.Summaries);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int run = 0; run < 4; run++)
        {
            if (evidence.Tensor($"run {run}: costs of the prompts").Values.Any(cost => cost > evidence.Number($"run {run}: budget")))
                return Verdict.Fail("A prompt costs more than the budget.");
            if (evidence.Tensor($"run {run}: turns in the windows").Values.Any(turns => turns < 0))
                return Verdict.Fail("A turn is in the prompt by half: the user's text without the answer, or the other way round.");
            double[] expected = [.. Enumerable.Range(1, 15).SelectMany(turn => Enumerable.Range(1, turn).Select(t => (double)t))];
            if (!evidence.Tensor($"run {run}: turns that each prompt tells of").Values.SequenceEqual(expected))
                return Verdict.Fail(
                    "A turn is missing in a prompt, or is in it twice: each belongs either to the window or to the summary.");
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }
}

public sealed class SummariesOnce()
    : Check("M11.E1.summary", "summarises each dropped turn once, on top of the summary so far, and cuts what is too long", points: 2)
{
    public override void Probe(Probe probe)
    {
        using ChatRig rig = new();
        ChatSessionOptions options = new() { System = "", BudgetTokens = 40, FactTokens = 0, SummaryTokens = 14, MessageTokens = 1 };
        ChatSession session = rig.Open(options: options);
        int calls = 0;
        rig.Summary = (previous, dropped) => ++calls switch
        {
            2 => $"{previous} and much more than can be  kept",
            4 => "",
            6 => "Oneverylongwordthatcounts",
            7 => "a  b",
            _ => $"summary {calls}",
        };
        foreach (int words in (int[])[8, 8, 8, 20, 4, 4, 4, 20, 20, 4, 38, 5, 20, 20])
        {
            _ = ChatRig.Send(session, string.Join(' ', Enumerable.Range(1, words).Select(word => $"{rig.Prompts.Count + 1}.{word}")));
            probe.Observe($"prompt {rig.Prompts.Count}", rig.LastPrompt);
            probe.Observe($"calls until prompt {rig.Prompts.Count}", calls);
        }

        probe.Observe("what the summariser got", rig.Summaries);
        _ = ChatRig.Send(rig.Open(options: options with { SummaryTokens = 8 }), "15");
        probe.Observe("with less for the summary than when it was made", rig.LastPrompt);

        // Too long is what has the word three in it, so that it is known where the cut must be.
        using ChatRig lines = new() { Count = text => text.Contains("three", StringComparison.Ordinal) ? 100 : ChatRig.Words(text) };
        foreach (string text in (string[])["one two\nthree", "one\ttwo three", "alone\nthree"])
        {
            lines.Summary = (_, _) => text;
            ChatSession cut = lines.Open(text, options with { BudgetTokens = 60, SummaryTokens = 20, MessageTokens = 0 });
            for (int i = 0; i < 2; i++) _ = ChatRig.Send(cut, string.Join(' ', Enumerable.Repeat("w", 30)));
            string shown = text.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
            probe.Observe($"'{shown}', cut before 'three'", lines.LastPrompt);
        }

        // One word costs as much as the summary may: it goes, and so does everything.
        using ChatRig tight = new() { Count = text => text.Length };
        ChatSession letters = tight.Open(options: options with { BudgetTokens = 100, SummaryTokens = 50, MessageTokens = 0 });
        tight.Summary = (previous, dropped) => previous is null ? "abcde abcde abcde" : previous + " f gh";
        foreach (int length in (int[])[10, 60, 30, 60, 60, 65, 63, 58, 95]) _ = ChatRig.Send(letters, new string('x', length));
        probe.Observe("summaries in letters", tight.Summaries);
        for (int i = 0; i < tight.Prompts.Count; i++) probe.Observe($"prompt {i} in letters", ChatRig.Text(tight.Prompts[i]));
    }
}

public sealed class FactsInRoom() : Check("M11.E1.room", "spends no more on facts than they may cost, and says each on one line")
{
    public override void Probe(Probe probe)
    {
        using ChatRig rig = new();
        ChatSessionOptions options =
            new() { System = "Be brief.", BudgetTokens = 30, FactTokens = 13, SummaryTokens = 8, MessageTokens = 1 };
        ChatSession session = rig.Open(options: options);
        foreach (string fact in (string[])["sea=blue", "house=old and large and by the sea and far", "cat=Tom",
            "line\nbreak=one\r\ntwo\nthree", "dog=Rex"])
            session.Facts.Remember(new ChatFact(fact.Split('=')[0], fact.Split('=')[1]));
        foreach (string text in (string[])
            ["one two", "the sea and the house", "a line of the cat", "cat=Kim, dog=Max!", "what cat and what dog is it?", "DOG=Big!",
                string.Join(' ', Enumerable.Repeat("w", 12)), string.Join(' ', Enumerable.Repeat("w", 17)),
                string.Join(' ', Enumerable.Repeat("sea", 18)), string.Join(' ', Enumerable.Repeat("sea", 20)),
                string.Join(' ', Enumerable.Repeat("w", 26))])
        {
            ChatReply reply = ChatRig.Send(session, text);
            probe.Observe($"prompt for '{text}'", $"{rig.LastPrompt}\n({reply.PromptTokens})");
        }

        ChatSession exact = rig.Open(options: options with { FactTokens = 7 });
        _ = ChatRig.Send(exact, "sea");
        probe.Observe("facts that fit exactly", rig.LastPrompt);
        exact = rig.Open(options: options with { FactTokens = 5 });
        _ = ChatRig.Send(exact, "sea");
        probe.Observe("one token less", rig.LastPrompt);
        rig.Answer = _ => throw new TimeoutException("No answer.");
        ChatSession none = rig.Open("none", options with { FactTokens = 4 });
        probe.ObserveThrows<ArgumentException>("a text of one word too many",
            () => ChatRig.Send(none, string.Join(' ', Enumerable.Repeat("w", 27))));
        probe.ObserveThrows<TimeoutException>("a text that fits exactly",
            () => ChatRig.Send(none, string.Join(' ', Enumerable.Repeat("w", 26))));
    }
}

public sealed class FortyTurns()
    : Check("M11.E1.forty", "knows in the fortieth turn what was said in the first, with 256 tokens", points: 2)
{
    public override void Probe(Probe probe)
    {
        using ChatRig rig = new();
        rig.Answer = prompt =>
        {
            string all = ChatRig.Text(prompt);
            int at = all.IndexOf("- name: ", StringComparison.Ordinal);
            return !prompt[^1].Content.EndsWith('?') ? "Well, that is something to think about for a while" : at < 0
                ? "I do not know"
                : all[(at + 8)..].Split('\n')[0];
        };
        ChatSession session = rig.Open();
        List<double> costs = [];
        costs.Add(ChatRig.Send(session, "Hello, name=Anna of Åsgard!").PromptTokens);
        for (int turn = 2; turn < 40; turn++)
            costs.Add(ChatRig.Send(session,
                $"t{turn}: the {turn}th thing that I have to tell you today, with hobby{turn}=number {turn} of many!").PromptTokens);
        probe.Observe("the answer", ChatRig.Send(session, "And what is my name?").Text);
        probe.Observe("the last prompt", rig.LastPrompt);
        probe.Observe("costs", costs);
        probe.Observe("summaries made", rig.SummaryCalls);
        probe.Observe("turns", session.Transcript().Count);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.Text("the answer") != "Anna of Åsgard" ? Verdict.Fail("The model was not told the name any more.")
        : evidence.Tensor("costs").Values.Any(cost => cost > 256) ? Verdict.Fail("A prompt costs more than the budget.")
        : evidence.EqualsExpected(Tolerance.Exact);
}
