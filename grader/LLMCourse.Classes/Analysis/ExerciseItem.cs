namespace LLMCourse.Classes.Analysis;

/// <summary>How a class did in one exercise.</summary>
/// <param name="Id">For example <c>M02.E2</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Responses">How many students are in the figures.</param>
/// <param name="Difficulty">The mean share of the exercise's points that was earned, 0 to 1: high is easy.</param>
/// <param name="Discrimination">The correlation of that share with the share of the module's other
/// points; null where it is not defined.</param>
/// <param name="Time">How long it takes.</param>
/// <param name="Checks">The checks, in the order of their ids.</param>
public sealed record ExerciseItem(string Id, string Title, int Responses, double Difficulty, double? Discrimination, ExerciseTime Time,
    IReadOnlyList<CheckItem> Checks);

/// <summary>How long an exercise takes: the machine to check it, and students to get it right.</summary>
/// <param name="MedianCheckMilliseconds">The median over attempts of the time that its checks ran; null when none was timed.</param>
/// <param name="RightAtOnce">How many students had it right in the first attempt that they handed in.</param>
/// <param name="RightLater">How many had it right in a later one.</param>
/// <param name="MedianUntilRight">The median, over those who had it right later, of the time from the first attempt to the first one in
/// which it was right; null when nobody did.</param>
/// <param name="MedianAttemptsUntilRight">The median, over those who had it right at all, of the number of attempts
/// up to that one; null when nobody did.</param>
public sealed record ExerciseTime(double? MedianCheckMilliseconds, int RightAtOnce, int RightLater, TimeSpan? MedianUntilRight,
    double? MedianAttemptsUntilRight);
