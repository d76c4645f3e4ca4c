namespace LLMCourse.M08;

/// <summary>Questions with a rule that says which replies are right.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Items">The questions.</param>
/// <param name="IsRight">Says of an item and a reply whether the reply is right. It may change without a reply being asked for again.</param>
public sealed record EvalSuite(string Name, IReadOnlyList<EvalItem> Items, Func<EvalItem, string, bool> IsRight);
