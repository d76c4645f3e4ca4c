using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>What a child process wrote and how it ended.</summary>
internal sealed record ChildResult(int ExitCode, string Output, string Error);

/// <summary>Compiles programs of top-level statements and runs them in a process of their own, with the tests' TorchSharp.</summary>
internal static class Child
{
    /// <summary>Stands in the output before that of each program but the first.</summary>
    public const string Separator = "----8<----";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly MetadataReference[] Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Append(typeof(TorchSharp.torch).Assembly.Location).Distinct(StringComparer.Ordinal)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    // The programs lie in a temporary folder, and find TorchSharp, which finds libtorch beside itself, in the tests' own.
    private const string Host = """
        string libraries = args[0];
        System.Runtime.Loader.AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            string file = System.IO.Path.Combine(libraries, name.Name + ".dll");
            return System.IO.File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        };
        for (int i = 1; i < args.Length; i++)
        {
            if (i > 1) System.Console.WriteLine("----8<----");
            var program = System.Runtime.Loader.AssemblyLoadContext.Default.LoadFromAssemblyPath(args[i]);
            program.EntryPoint!.Invoke(null, program.EntryPoint.GetParameters().Length == 0 ? null : new object[] { new string[0] });
        }
        """;

    /// <summary>Runs programs one after the other in one process.</summary>
    /// <param name="programs">Their sources.</param>
    /// <returns>How it ended; a program that could not be compiled fails the test.</returns>
    public static ChildResult Run(params string[] programs)
    {
        using var folder = new TemporaryFolder();
        string host = folder.File("host.dll");
        Compile(host, "host", Host);
        string[] files = [.. programs.Select((_, i) => folder.File($"program{i}.dll"))];
        for (int i = 0; i < programs.Length; i++)
            Compile(files[i], $"program{i}", programs[i]);

        string own = typeof(Child).Assembly.Location;
        var start = new ProcessStartInfo("dotnet",
            ["exec", "--runtimeconfig", Path.ChangeExtension(own, ".runtimeconfig.json"), host, Path.GetDirectoryName(own)!, .. files])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(host)!,
        };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The child process did not end.");
        }

        process.WaitForExit();
        return new ChildResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static void Compile(string file, string name, string source)
    {
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release,
            nullableContextOptions: NullableContextOptions.Enable);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp14));
        EmitResult result = CSharpCompilation.Create(name, [tree], Platform, options).Emit(file);
        Assert.True(result.Success,
            $"{string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error))}\nin\n{source}");
    }
}
