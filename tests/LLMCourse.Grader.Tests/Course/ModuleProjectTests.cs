using LLMCourse.Grading.Compiling;
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
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
              </ItemGroup>
            </Project>
            """);

        Assert.Equal(["A.Package", "Microsoft.AspNetCore.App", "Z.Tools"], ModuleProject.LibrariesOf(project));
        Assert.Equal(
            ["reference/LLMCourse.Reference/LLMCourse.Reference.csproj", "reference/Z.Tools/Z.Tools.csproj",
                "reference/Server/Server.csproj"],
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
        Assert.StartsWith($"{project} is not well-formed XML",
            Assert.Throws<CourseException>(() => ModuleProject.LibrariesOf(project)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void References_OfTheWebFramework_AreOnlyForModulesThatNameIt()
    {
        static bool HasHttp(ReferenceSet set) =>
            set.References.Any(reference => Path.GetFileName(reference.Display) == "Microsoft.AspNetCore.Http.Abstractions.dll");

        ReferenceSet web = ReferenceSet.For(["Microsoft.AspNetCore.App"]);
        Assert.False(HasHttp(ReferenceSet.Default));
        Assert.True(HasHttp(web));
        Assert.Equal(web.References.Length,
            web.References.Select(reference => Path.GetFileName(reference.Display)).Distinct(StringComparer.Ordinal).Count());
    }

    private string Write(string xml)
    {
        string path = Path.Combine(_folder.CreateSubdirectory("solutions/M01.Work").FullName, "M01.Work.csproj");
        File.WriteAllText(path, xml);
        return path;
    }
}
