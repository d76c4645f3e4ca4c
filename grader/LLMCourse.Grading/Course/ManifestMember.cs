using System.Text.Json.Serialization;

namespace LLMCourse.Grading.Course;

/// <summary>A member that an exercise asks for.</summary>
/// <param name="DocId">Its documentation comment id, for example <c>M:LLMCourse.M02.Attention.Attend(…)</c>.</param>
/// <param name="Name">For people, for example <c>Attention.Attend</c>.</param>
/// <param name="File">The file that holds it, by its name within the module.</param>
public sealed record ManifestMember(string DocId, string Name, string File)
{
    /// <summary>Gets the name without the type's, for example <c>Attend</c>.</summary>
    [JsonIgnore]
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>Gets the name of the type that holds it, for example <c>Attention</c>.</summary>
    [JsonIgnore]
    public string TypeName => Name.LastIndexOf('.') is > 0 and var dot ? Name[..dot] : Name;
}
