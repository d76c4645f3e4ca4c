namespace LLMCourse.Checks.M11;

/// <summary>Tasks, and models that write programs for them.</summary>
internal static class CodeTasks
{
    private static readonly (string Task, string Program, Func<long[], long> Answer)[] Known =
    [
        ("The sum of a list.", "fn main(xs) {\n  let i = 0; let r = 0;\n  while i < len(xs) { r = r + xs[i]; i = i + 1; }\n  return r;\n}",
            xs => xs.Sum()),
        ("The greatest of a list, 0 for an empty one.",
            "fn main(xs) {\n  if len(xs) == 0 { return 0; }\n  let i = 1; let r = xs[0];\n  while i < len(xs) { if xs[i] > r { r = xs[i]; } i = i + 1; }\n  return r;\n}", xs => xs.Length == 0 ? 0 : xs.Max()),
        ("How many of a list are even.",
            "fn main(xs) {\n  let i = 0; let r = 0;\n  while i < len(xs) { if xs[i] % 2 == 0 { r = r + 1; } i = i + 1; }\n  return r;\n}",
            xs => xs.Count(x => x % 2 == 0)),
        ("The last of a list, 0 for an empty one.",
            "fn main(xs) {\n  let r = 0; let i = 0;\n  while i < len(xs) { r = xs[i]; i = i + 1; }\n  return r;\n}",
            xs => xs.LastOrDefault()),
        ("The sum of the squares of a list.",
            "fn main(xs) {\n  let r = 0; let i = 0;\n  while i < len(xs) { r = r + xs[i] * xs[i]; i = i + 1; }\n  return r;\n}",
            xs => xs.Sum(x => x * x)),
        ("How many of a list are below 0.",
            "fn main(xs) {\n  let r = 0; let i = 0;\n  while i < len(xs) { if xs[i] < 0 { r = r + 1; } i = i + 1; }\n  return r;\n}",
            xs => xs.Count(x => x < 0)),
    ];

    /// <summary>Adds two numbers; the hidden tests speak of 777 and 4444, which no prompt may.</summary>
    public static CodeSpec Adding() => new(
        "add", "Add two numbers.",
        [Scripting.Example(3, new Value(1), new Value(2)), Scripting.Example(0, new Value(0), new Value(0)),
            Scripting.Example(-1, new Value(4), new Value(-5))],
        [Scripting.Example(1554, new Value(777), new Value(777)), Scripting.Example(4444, new Value(4445), new Value(-1)),
            Scripting.Example(2, new Value(1), new Value(1))],
        [[new Value(8), new Value(9)], [new Value(2), new Value(2)], [new Value(6), new Value(-6)]]);

    public static IReadOnlyList<CodeSpec> All()
    {
        long[][] shown = [[3, -4, 8], [], [5]], hidden = [[1, 2, 3, 4, -5], [-7, -2], [0], [6, 6, 1, 0, -10, 12]];
        return [.. Known.Select((known, i) => new CodeSpec(
            $"task-{Scripting.Number(i)}", known.Task,
            [.. shown.Select(xs => new CodeExample([Value.List(xs)], new Value(known.Answer(xs))))],
            [.. hidden.Select(xs => new CodeExample([Value.List(xs)], new Value(known.Answer(xs))))], []))];
    }

    /// <summary>Replies in a given order, and writes down what it was asked.</summary>
    public static Func<CodePrompt, CancellationToken, Task<string>> Scripted(List<string> prompts,
        params string[] replies) => (prompt, _) =>
    {
        prompts.Add($"sample {Scripting.Number(prompt.Sample)} repair {Scripting.Number(prompt.Repair)}\n{prompt.Text}");
        return Task.FromResult(prompts.Count <= replies.Length ? replies[prompts.Count - 1] : "nothing is left to say");
    };

    public static Func<CodePrompt, CancellationToken, Task<string>> BySample(params string[] programs) =>
        (prompt, _) => Task.FromResult(programs[prompt.Sample]);

    /// <summary>How often a model that never gets it right is asked.</summary>
    public static string Asked(CodeSpec spec, CodeOptions? options)
    {
        List<string> prompts = [];
        CodeCandidate candidate = Scripting.Wait(CodeGen.DrawAsync(spec, Scripted(prompts), 0, options));
        return $"asked {Scripting.Number(prompts.Count)} times, {Scripting.Number(candidate.Repairs)} repairs";
    }

    /// <summary>Knows every task, and slips more often than not: runs off the end, begins at 1, or misspells a name. Told what failed, it
    /// mends one slip in two.</summary>
    public static Func<CodePrompt, CancellationToken, Task<string>> Careless() => (prompt, _) =>
    {
        CheckRandom random = CheckRandom.For($"{prompt.Task} {Scripting.Number(prompt.Sample)} {Scripting.Number(prompt.Repair)}");
        string right = Known.First(known => known.Task == prompt.Task).Program;
        if (prompt.Program is not null && prompt.Feedback is not null && random.NextInteger(0, 2) == 0)
            return Task.FromResult($"```\n{right}\n```");
        if (prompt.Program is not null) return Task.FromResult(prompt.Program);
        return Task.FromResult(random.NextInteger(0, 6) switch
        {
            0 or 1 => right,
            2 => right.Replace("i < len", "i <= len", StringComparison.Ordinal),
            3 => right.Replace("return r", "return result", StringComparison.Ordinal),
            4 => $"Here:\n```\n{right.Replace("i = i + 1", "i = i + 2", StringComparison.Ordinal)}\n```",
            _ => right.Replace("i = i + 1; }", "}", StringComparison.Ordinal),
        });
    };

    /// <summary>Knows every task, but two times in three looks at no more than four items, which
    /// no example shows, and mends nothing.</summary>
    public static Func<CodePrompt, CancellationToken, Task<string>> ShortSighted() => (prompt, _) =>
    {
        string right = Known.First(known => known.Task == prompt.Task).Program;
        return Task.FromResult(CheckRandom.For($"{prompt.Task} {Scripting.Number(prompt.Sample)}").NextInteger(0, 3) == 0
            ? right
            : right.Replace("i < len(xs)", "i < len(xs) and i < 4", StringComparison.Ordinal));
    };
}
