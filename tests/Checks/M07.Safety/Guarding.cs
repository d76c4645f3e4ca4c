using System.Globalization;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M07;

/// <summary>Runs guarded turns, and writes what came of them.</summary>
internal static class Guarding
{
    /// <summary>How long a check waits for what a right guard does at once, before it says that it was not done.</summary>
    /// <summary>What is said of a turn that does not end.</summary>
    public const string NoEnd = "no end";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<ChatTurn> Hello => [ChatTurn.User("hello")];

    public static GuardRule Phrase(string id, GuardAction action, params string[] phrases) =>
        new(id, GuardStage.Output, new PhraseDetector(phrases), action, $"because of {id}");

    public static GuardRule Words(string id, GuardAction action, int longest, params string[] words) =>
        new(id, GuardStage.Output, new WordDetector([.. words.Select(Hash)], longest), action, $"because of {id}");

    public static GuardRule Score(string id, GuardAction action, Func<string, double> score, double threshold = 0.5) =>
        new(id, GuardStage.Output, new ScoreDetector((text, _) => Task.FromResult(score(text)), threshold), action, $"because of {id}");

    public static GuardPolicy Policy(params GuardRule[] rules) => new(rules);

    public static GuardPolicy ForInput(GuardPolicy policy) =>
        policy with { Rules = [.. policy.Rules.Select(rule => rule with { Stage = GuardStage.Input })] };

    /// <summary>Hashes a word of small letters, without the submission.</summary>
    public static string Hash(string word) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(word)));

    public static string Say(GuardDecision decision) =>
        $"{decision.Action} | {decision.RuleId ?? "-"} | {decision.Reason} | {decision.Text}";

    /// <summary>Guards a whole reply.</summary>
    public static string Reply(GuardPolicy policy, string reply) => Run(policy, Hello, new ScriptedModel([reply]));

    /// <summary>Guards what a user writes.</summary>
    public static string Input(GuardPolicy policy, string text)
    {
        ScriptedModel model = new(["ok"]);
        string decision = Run(policy, [ChatTurn.User(text)], model);
        return $"{decision} | {string.Join(" ", model.Requests)}";
    }

    public static string Run(GuardPolicy policy, IReadOnlyList<ChatTurn> turns, IChatModel model,
        CancellationToken cancellationToken = default)
    {
        try
        {
            Task<GuardDecision> run = new Guard(policy).RunAsync(turns, model, null, cancellationToken);
            return run.Wait((int)Patience.TotalMilliseconds, CancellationToken.None) ? Say(run.Result) : NoEnd;
        }
        catch (AggregateException e) when (e.InnerException is OperationCanceledException)
        {
            return "cancelled";
        }
        catch (AggregateException e) when (e.InnerException is not NotImplementedException)
        {
            return $"threw {ExceptionName.Of(e.InnerException!)}";
        }
    }

    /// <summary>Guards a reply in parts.</summary>
    /// <returns>The joined text and the decision, and whatever is wrong with the order of the parts.</returns>
    public static string Stream(GuardPolicy policy, IReadOnlyList<ChatTurn> turns, IChatModel model, Action<string>? shown = null) =>
        Stream(new Guard(policy), turns, model, shown);

    /// <inheritdoc cref="Stream(GuardPolicy, IReadOnlyList{ChatTurn}, IChatModel, Action{string}?)"/>
    public static string Stream(Guard guard, IReadOnlyList<ChatTurn> turns, IChatModel model, Action<string>? shown = null,
        CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<GuardChunk> parts =
            guard.StreamAsync(turns, model, null, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        string text = "", wrong = "";
        GuardDecision? decision = null;
        try
        {
            while (parts.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            {
                if (decision is not null) wrong = " (a part behind the decision)";
                if (parts.Current.Text.Length == 0 && parts.Current.Decision is null) wrong = " (an empty part)";
                if (parts.Current.Text.Length > 0 && parts.Current.Decision is not null) wrong = " (a decision with text)";
                text += parts.Current.Text;
                decision = parts.Current.Decision;
                shown?.Invoke(text);
            }
        }
        finally
        {
            parts.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        if (decision is null) return "no decision";
        return decision.Text == text ? Say(decision) + wrong : $"{Say(decision)}{wrong} (but shown was: {text})";
    }

    /// <summary>Cuts a text into parts of one to a few code units, also within pairs.</summary>
    public static string[] Cut(CheckRandom random, string text, int most)
    {
        List<string> parts = [];
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min((int)random.NextInteger(0, most + 1), text.Length - at);
            parts.Add(text.Substring(at, length));
            at += length;
        }

        return [.. parts];
    }

    public static bool Wait(Func<bool> until)
    {
        long start = Environment.TickCount64;
        while (!until())
        {
            if (Environment.TickCount64 - start > Patience.TotalMilliseconds) return false;
            Thread.Sleep(2);
        }

        return true;
    }

    public static string Text(this CheckRandom random, string[] pieces, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => pieces[random.NextInteger(0, pieces.Length)]));

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
