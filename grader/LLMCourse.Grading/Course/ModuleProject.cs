using System.Xml;
using System.Xml.Linq;

namespace LLMCourse.Grading.Course;

/// <summary>Reads from a module's project what the compiler has to know, as plain XML: nothing of the project is run.</summary>
public static class ModuleProject
{
    // What the SDK adds for ImplicitUsings, in its order.
    private static readonly string[] Implicit =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    ];

    /// <summary>Returns the implicit usings of a project.</summary>
    /// <param name="projectFile">The project's path; a project that does not exist has those of the SDK.</param>
    /// <returns>Each as it stands after <c>global using</c>, for example <c>static TorchSharp.torch</c>.</returns>
    /// <exception cref="CourseException">The project is not well-formed XML.</exception>
    public static IReadOnlyList<string> UsingsOf(string projectFile)
    {
        if (!File.Exists(projectFile)) return Implicit;
        XDocument project;
        try
        {
            project = XDocument.Load(projectFile);
        }
        catch (XmlException e)
        {
            throw new CourseException($"{projectFile} is not well-formed XML: {e.Message}", e);
        }

        List<string> usings = [.. Implicit];
        foreach (XElement element in project.Descendants().Where(element => element.Name.LocalName == "Using"))
        {
            if ((string?)element.Attribute("Remove") is { } removed) _ = usings.Remove(removed);
            if ((string?)element.Attribute("Include") is not { } name) continue;
            string text = (string?)element.Attribute("Alias") is { Length: > 0 } alias ? $"{alias} = {name}"
                : string.Equals((string?)element.Attribute("Static"), "true", StringComparison.OrdinalIgnoreCase) ? $"static {name}"
                : name;
            if (!usings.Contains(text)) usings.Add(text);
        }

        return usings;
    }
}
