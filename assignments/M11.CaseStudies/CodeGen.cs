namespace LLMCourse.M11;

/// <summary>Has a model write programs, tries them, and hands out the one that deserves the most trust.</summary>
public static class CodeGen
{
    /// <summary>Tries a program on examples.</summary>
    /// <param name="program">The program.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="limits">What each run may use up; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the runs.</param>
    /// <returns>How many examples it passes, and what is wrong with the first that it does not: null if it passes all,
    /// <c>main([1, 2]) should be 3, but is 4.</c> for another value, and <c>main([1, 2]) should be 3, but fails at line 2, column 5: Overflow.</c>
    /// for an error (<see cref="ScriptError.ToString"/> between <c>at </c> and the full stop).</returns>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M11.E4", Title = "Code generation with execution", Weight = 4)]
    public static (int Passed, string? Feedback) Try(
        string program, IReadOnlyList<CodeExample> examples, EvaluatorLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(examples);
        // TODO M11.E4: run every example, count those that give what they should, and describe the first that does not.
        throw new NotImplementedException("M11.E4: run every example, count those that give what they should, and describe the first that does not.");
    }

    /// <summary>Draws one program and has it repaired.</summary>
    /// <remarks>The model is asked for a program (<see cref="CodePrompt.Repair"/> 0). Whenever the program just written fails an example, and fewer
    /// repairs than allowed were made, the model is asked again with that program and its feedback. What stays is the program that
    /// passes the most examples, and of several the earliest: a repair may make it worse.
    /// <para>The loop is that of Chen et al. 2023, <see href="https://arxiv.org/abs/2304.05128"/>, §3, with the feedback of unit tests.</para></remarks>
    /// <param name="spec">The task. Its hidden tests are not touched.</param>
    /// <param name="model">Replies to prompts; what it throws is passed on.</param>
    /// <param name="sample">The number of the sample, from 0.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the work; the model gets it too.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ArgumentException">The number of the sample or of repairs is below 0.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M11.E4", Title = "Code generation with execution", Weight = 4)]
    public static async Task<CodeCandidate> DrawAsync(
        CodeSpec spec, Func<CodePrompt, CancellationToken, Task<string>> model, int sample, CodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(model);
        options ??= new CodeOptions();
        // TODO M11.E4: ask, try on the examples, and ask again with what failed, as long as it helps and repairs are left.
        throw new NotImplementedException("M11.E4: ask, try on the examples, and ask again with what failed, as long as it helps and repairs are left.");
    }

    /// <summary>Draws programs, has each repaired, and chooses one.</summary>
    /// <remarks>Only candidates that pass the most examples are in the choice. Two of them agree if they give the same on each of the
    /// spec's probes; two errors are the same if their kinds are. The largest group of candidates that agree wins, of equally large ones
    /// the one whose first candidate is earlier, and of its candidates the first. Samples are drawn one after the other.
    /// <para>Li et al. 2022, <see href="https://arxiv.org/abs/2203.07814"/>, §4.4 to §4.6: sampling, filtering and clustering.</para></remarks>
    /// <param name="spec">The task. Its hidden tests are not touched.</param>
    /// <param name="model">Replies to prompts; what it throws is passed on.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the work; the model gets it too.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M11.E4", Title = "Code generation with execution", Weight = 4)]
    public static async Task<CodeSolution> SolveAsync(
        CodeSpec spec, Func<CodePrompt, CancellationToken, Task<string>> model, CodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(model);
        options ??= new CodeOptions();
        // TODO M11.E4: draw the samples, keep those that pass the most examples, group these by what they give on the probes.
        throw new NotImplementedException("M11.E4: draw the samples, keep those that pass the most examples, group these by what they give on the probes.");
    }
}
