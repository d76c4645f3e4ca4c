namespace LLMCourse.Checks.M05;

/// <summary>Observes what was generated.</summary>
internal static class Generations
{
    public static void Observe(Probe probe, string name, Generation generation)
    {
        probe.Observe($"{name}: tokens", generation.Tokens);
        probe.Observe($"{name}: text", generation.Text);
        probe.Observe($"{name}: reason", generation.Reason.ToString());
    }

    /// <summary>A model that walks through its tokens in a ring.</summary>
    public static MarkovTable Ring(int vocabulary, int contextLength = 16) =>
        new([.. Enumerable.Range(0, vocabulary)
            .Select(row => Enumerable.Range(0, vocabulary).Select(column => column == (row + 1) % vocabulary ? 1f : 0f).ToArray())],
            contextLength);
}

public sealed class GreedyFollowsTheTable()
    : VisibleCheck("M05.E3.greedy", "takes the most likely token each time, and the lowest id among equals", points: 2)
{
    public override void Probe(Probe probe)
    {
        Generations.Observe(probe, "a ring of 5 tokens",
            TextGenerator.Greedy(Generations.Ring(5), [3], 7, new StopCriteria { Decode = id => $"{id} " }));
        Generations.Observe(probe, "negative logits",
            TextGenerator.Greedy(new MarkovTable([[-3, -1, -2], [-1, -5, -1], [-9, -8, -7]]), [0, 2, 0], 4));
        Generations.Observe(probe, "a random table", TextGenerator.Greedy(MarkovTable.Random(probe.Random, 20, 2), [1, 2, 3], 12));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class GreedyCropsTheContext()
    : Check("M05.E3.context", "shows the model the last tokens that fit its context, whether they are of the prompt or new", points: 2)
{
    public override void Probe(Probe probe)
    {
        int[] prompt = Models.Tokens(probe.Random, 11, 9);
        Generations.Observe(probe, "a prompt longer than the context", TextGenerator.Greedy(new ContextModel(11, 4, 5), prompt, 12));
        Generations.Observe(probe, "a prompt as long as the context", TextGenerator.Greedy(new ContextModel(11, 9, 6), prompt, 12));
        Generations.Observe(probe, "a text that outgrows the context", TextGenerator.Greedy(new ContextModel(11, 6, 7), prompt[..2], 12));
        Generations.Observe(probe, "a context of one", TextGenerator.Greedy(new ContextModel(11, 1, 8), prompt, 12));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class GreedyMakesNothing() : Check("M05.E3.nothing", "makes no token and asks nobody when none is wanted")
{
    public override void Probe(Probe probe)
    {
        MarkovTable model = Generations.Ring(4);
        Generations.Observe(probe, "no tokens",
            TextGenerator.Greedy(model, [1, 2], 0, new StopCriteria { Texts = ["a"], Decode = _ => "a" }));
        probe.Observe("calls", model.Calls);
        int[] prompt = [1, 2];
        _ = TextGenerator.Greedy(model, prompt, 3);
        probe.Observe("calls for three tokens", model.Calls);
        probe.Observe("the prompt afterwards", (IEnumerable<int>)prompt);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class GreedyStopToken() : Check("M05.E3.stop-token", "ends before a stop token, which is no part of the result")
{
    public override void Probe(Probe probe)
    {
        List<int> heard = [];
        Generations.Observe(probe, "a stop token", TextGenerator.Greedy(Generations.Ring(
            6), [1], 9, new StopCriteria { Tokens = [5, 0], Decode = id => $"{id}" }, id =>
        {
            heard.Add(id);
            return true;
        }));
        probe.Observe("what the callback heard", heard);
        Generations.Observe(probe, "a stop token in the prompt",
            TextGenerator.Greedy(Generations.Ring(6), [5, 0], 3, new StopCriteria { Tokens = [5] }));
        Generations.Observe(probe, "a stop token at once",
            TextGenerator.Greedy(Generations.Ring(6), [4], 3, new StopCriteria { Tokens = [5] }));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class GreedyStopText()
    : LateCheck("M05.E3.stop-text", "finds a stop string across the borders of tokens, and cuts the text before it", points: 2)
{
    private static readonly string[] Pieces = ["the ", "en", "d of", " it.", "\nUser", ": ", "x"];

    public override void Probe(Probe probe)
    {
        Run(probe, "over two tokens", ["end"]);
        Run(probe, "over three tokens", ["nd of i"]);
        Run(probe, "inside a token", ["se"]);
        Run(probe, "one that ends with a token", ["\nUser:"]);
        Run(probe, "two at once, the later listed first", ["of", "end of"]);
        Run(probe, "two at once, the later listed last", ["end of", "it"]);
        Run(probe, "one that comes at once", ["the"]);
        Run(probe, "one of one letter, which comes twice in a token", [" "]);
        Run(probe, "one that comes, listed before one that never does", ["end", "xx"]);
        Run(probe, "one that comes, listed after one that never does", ["xx", "end"]);
        Generations.Observe(probe, "twice in one token",
            TextGenerator.Greedy(Generations.Ring(2), [0], 3, new StopCriteria { Texts = ["b"], Decode = id => id == 1 ? "abab" : "c" }));
        Generations.Observe(probe, "two in one token, the one at its beginning first",
            TextGenerator.Greedy(Generations.Ring(2), [0], 3,
                new StopCriteria { Texts = ["a", "b"], Decode = id => id == 1 ? "ab" : "c" }));
        Generations.Observe(probe, "two in one token, the one at its end first",
            TextGenerator.Greedy(Generations.Ring(2), [0], 3,
                new StopCriteria { Texts = ["b", "a"], Decode = id => id == 1 ? "ab" : "c" }));
        Run(probe, "one that never comes", ["END", "xx"]);
        Generations.Observe(probe, "one that begins in the prompt",
            TextGenerator.Greedy(Generations.Ring(Pieces.Length), [0, 1], 3,
                new StopCriteria { Texts = ["end"], Decode = id => Pieces[id] }));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Search the text of all new tokens, not that of the last one.");

    private static void Run(Probe probe, string name, string[] stops)
    {
        List<int> heard = [];
        Generations.Observe(probe, name, TextGenerator.Greedy(Generations.Ring(
            Pieces.Length), [6], 8, new StopCriteria { Texts = stops, Decode = id => Pieces[id] }, id =>
        {
            heard.Add(id);
            return true;
        }));
        probe.Observe($"{name}: what the callback heard", heard);
    }
}

public sealed class GreedyCallback() : Check("M05.E3.callback", "hands over each token at once, and ends when the callback has enough")
{
    public override void Probe(Probe probe)
    {
        MarkovTable model = Generations.Ring(7);
        List<int> heard = [];
        List<int> callsThen = [];
        Generations.Observe(probe, "ended by the callback", TextGenerator.Greedy(model, [
            0], 6, new StopCriteria { Decode = id => $"{id}" }, id =>
        {
            heard.Add(id);
            callsThen.Add(model.Calls);
            return heard.Count < 4;
        }));
        probe.Observe("what the callback heard", heard);
        probe.Observe("how often the model had been asked by then", callsThen);
        Generations.Observe(probe, "ended with the last token", TextGenerator.Greedy(model, [0], 2, null, id => id != 2));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Call back inside the loop, as soon as the token is chosen.");
}

public sealed class GreedyBadArguments()
    : Check("M05.E3.bad-arguments", "refuses an empty prompt, unknown tokens, a negative number and an empty stop string")
{
    public override void Probe(Probe probe)
    {
        MarkovTable model = Generations.Ring(4);
        probe.ObserveThrows<ArgumentException>("no prompt", () => TextGenerator.Greedy(model, [], 3));
        probe.ObserveThrows<ArgumentException>("token 4 of 4", () => TextGenerator.Greedy(model, [4, 1], 3));
        probe.ObserveThrows<ArgumentException>("no prompt, and a model that does not care",
            () => TextGenerator.Greedy(new CarelessModel(4), [], 3));
        probe.ObserveThrows<ArgumentException>("token 4 of 4, and a model that does not care",
            () => TextGenerator.Greedy(new CarelessModel(4), [4, 1], 3));
        probe.ObserveThrows<ArgumentException>("token −1", () => TextGenerator.Greedy(model, [-1, 1], 3));
        probe.ObserveThrows<ArgumentException>("−1 tokens", () => TextGenerator.Greedy(model, [1], -1));
        probe.ObserveThrows<ArgumentException>("an empty stop string",
            () => TextGenerator.Greedy(model, [1], 2, new StopCriteria { Texts = ["a", ""] }));
        probe.ObserveAccepts("a prompt longer than the context", () => TextGenerator.Greedy(Generations.Ring(4, 2), [1, 2, 3], 1));
    }
}
