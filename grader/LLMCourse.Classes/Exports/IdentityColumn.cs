using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Exports;

/// <summary>A column of a template that says who a row is about.</summary>
/// <param name="Index">The column, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="ValuesOf">What a student's row may hold there.</param>
/// <param name="Certain">Whether it holds the very thing that the roster calls so; otherwise a match
/// counts only if the names do not differ.</param>
internal sealed record IdentityColumn(int Index, string Name, Func<Student, IReadOnlyList<string>> ValuesOf, bool Certain);
