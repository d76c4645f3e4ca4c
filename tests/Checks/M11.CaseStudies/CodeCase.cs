namespace LLMCourse.Checks.M11;

/// <summary>Programs by a model that slips, before and after two repairs; some slips show in the examples, others do not.</summary>
internal static class CodeCase
{
    private const int Samples = 10, Repairs = 2;

    public static IEnumerable<(string Slice, string Input, string? Expected, string? Got)> Run()
    {
        foreach ((Func<CodePrompt, CancellationToken, Task<string>> model, string first, string repaired) in new[]
        {
            (CodeTasks.Careless(), CritiquePlan.First, CritiquePlan.Repaired),
            (CodeTasks.ShortSighted(), CritiquePlan.HiddenFirst, CritiquePlan.HiddenRepaired),
        })
        {
            foreach (CodeSpec spec in CodeTasks.All())
            {
                string expected = string.Join("; ", spec.HiddenTests.Select(test => $"{test.Expected}"));
                for (int sample = 0; sample < Samples; sample++)
                {
                    CodeCandidate candidate = Scripting.Wait(CodeGen.DrawAsync(spec, model, sample, new CodeOptions(MaxRepairs: Repairs)));
                    string input = $"{spec.Task} (sample {Scripting.Number(sample)}): {string.Join("; ", spec.HiddenTests.Select(test => test.Call()))}";
                    yield return (first, input, expected, Outcomes(candidate.First, spec));
                    yield return (repaired, input, expected, Outcomes(candidate.Program, spec));
                }
            }
        }
    }

    private static string Outcomes(string program, CodeSpec spec) =>
        string.Join("; ", spec.HiddenTests.Select(test => Scripting.Run(program, [.. test.Input])));
}
