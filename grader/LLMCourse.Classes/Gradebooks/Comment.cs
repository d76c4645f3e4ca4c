namespace LLMCourse.Classes.Gradebooks;

/// <summary>What an instructor tells a student about a module, or about one of its exercises.</summary>
/// <param name="Student">The student's key.</param>
/// <param name="Module">The module's id.</param>
/// <param name="About">The exercise, such as <c>M02.E3</c>, or the module itself.</param>
/// <param name="Text">The comment, as <see cref="CommentText"/> lets it pass: plain text, with line feeds alone between lines.</param>
/// <param name="Who">Who wrote it; the student's pages leave the name out.</param>
/// <param name="MadeUtc">When.</param>
public sealed record Comment(string Student, string Module, string About, string Text, string Who, DateTimeOffset MadeUtc);
