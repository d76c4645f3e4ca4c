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
        List<string> usings = [.. Implicit];
        foreach (XElement element in Elements(projectFile, "Using"))
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

    /// <summary>Returns the libraries that a project uses beside those of every module, which are
    /// TorchSharp and the reference transformer.</summary>
    /// <remarks>A project reference marked <c>TestsOnly="true"</c> is for the public tests. A framework of .NET, such as
    /// <c>Microsoft.AspNetCore.App</c>, counts as one library.</remarks>
    /// <param name="projectFile">The project's path; a project that does not exist uses none.</param>
    /// <returns>The names of their assemblies, which are those of the projects and packages, in order.</returns>
    /// <exception cref="CourseException">The project is not well-formed XML.</exception>
    public static IReadOnlyList<string> LibrariesOf(string projectFile)
    {
        if (!File.Exists(projectFile)) return [];
        IEnumerable<string> projects = Elements(projectFile, "ProjectReference")
            .Where(element => (string?)element.Attribute("TestsOnly") != "true")
                .Select(element => (string?)element.Attribute("Include") ?? "")
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
        IEnumerable<string> packages = Elements(projectFile, "PackageReference")
            .Select(element => (string?)element.Attribute("Include") ?? "");
        IEnumerable<string> frameworks = Elements(projectFile, "FrameworkReference")
            .Select(element => (string?)element.Attribute("Include") ?? "");
        return [.. projects.Concat(packages).Concat(frameworks).Where(name => name is not ("" or "LLMCourse.Reference"))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Returns the projects that a project refers to.</summary>
    /// <param name="projectFile">The project's path; a project that does not exist refers to none.</param>
    /// <returns>Their full paths.</returns>
    /// <exception cref="CourseException">The project is not well-formed XML.</exception>
    public static IReadOnlyList<string> ReferencesOf(string projectFile) => !File.Exists(projectFile)
        ? []
        : [.. Elements(projectFile, "ProjectReference").Select(element => (string?)element.Attribute("Include")).OfType<string>()
            .Select(path => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(projectFile)!, path.Replace('\\', '/'))))];

    private static IEnumerable<XElement> Elements(string projectFile, string name)
    {
        try
        {
            return XDocument.Load(projectFile).Descendants().Where(element => element.Name.LocalName == name);
        }
        catch (XmlException e)
        {
            throw new CourseException($"{projectFile} is not well-formed XML: {e.Message}", e);
        }
    }
}
