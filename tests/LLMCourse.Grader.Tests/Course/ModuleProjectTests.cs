using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Course;

public sealed class ModuleProjectTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcourse-project-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void LibrariesOf_Project_AreWhatSubmissionsMayUse()
    {
        string project = Write("""
            <Project>
              <ItemGroup>
                <ProjectReference Include="../../reference/LLMCourse.Reference/LLMCourse.Reference.csproj" />
                <ProjectReference Include="..\\..\\reference\\Z.Tools\\Z.Tools.csproj" />
                <ProjectReference Include="../../reference/Server/Server.csproj" TestsOnly="true" />
                <PackageReference Include="A.Package" />
              </ItemGroup>
            </Project>
            """);

        Assert.Equal(["A.Package", "Z.Tools"], ModuleProject.LibrariesOf(project));
        Assert.Equal(
            ["reference/LLMCourse.Reference/LLMCourse.Reference.csproj", "reference/Z.Tools/Z.Tools.csproj", "reference/Server/Server.csproj"],
            ModuleProject.ReferencesOf(project).Select(path => Path.GetRelativePath(_folder.FullName, path).Replace('\\', '/')));
    }

    [Fact]
    public void LibrariesOf_NoProject_IsNone()
    {
        Assert.Empty(ModuleProject.LibrariesOf(Path.Combine(_folder.FullName, "none.csproj")));
        Assert.Empty(ModuleProject.ReferencesOf(Path.Combine(_folder.FullName, "none.csproj")));
    }

    [Fact]
    public void LibrariesOf_NoXml_SaysWhichFile()
    {
        string project = Write("<Project>");
        Assert.StartsWith($"{project} is not well-formed XML", Assert.Throws<CourseException>(() => ModuleProject.LibrariesOf(project)).Message, StringComparison.Ordinal);
    }

    private string Write(string xml)
    {
        string path = Path.Combine(_folder.CreateSubdirectory("solutions/M01.Work").FullName, "M01.Work.csproj");
        File.WriteAllText(path, xml);
        return path;
    }
}
