namespace LLMCourse.Classes.Gradebooks;

/// <summary>A student, as the roster or the name of a submission says.</summary>
/// <param name="Key">What submissions are matched by: a login, an id or a folder's name; unique.</param>
/// <param name="Name">For people; may be empty.</param>
/// <param name="Email">May be empty.</param>
/// <param name="Login">The login in the learning management system; may be empty.</param>
/// <param name="LmsId">The id in the learning management system; may be empty.</param>
/// <param name="Section">The section or group; may be empty.</param>
public sealed record Student(string Key, string Name = "", string Email = "", string Login = "", string LmsId = "", string Section = "");
