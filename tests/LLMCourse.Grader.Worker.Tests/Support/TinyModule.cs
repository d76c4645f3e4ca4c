namespace LLMCourse.Grader.Worker.Tests.Support;

/// <summary>A module: what students write has the members of <see cref="Starter"/>, and these checks call them.</summary>
public static class TinyModule
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.IO;
        using System.Linq;
        using System.Net.Sockets;
        using System.Runtime.InteropServices;
        using System.Threading;
        using TorchSharp;
        using static TorchSharp.torch;

        """;

    private const string Starter = """
        public static class Student
        {
            public static Tensor Double(Tensor x) => throw new NotImplementedException("M90.E1: double x");
            public static string Say() => throw new NotImplementedException("M90.E2: say something");
            public static IEnumerable<double> Many() => throw new NotImplementedException("M90.E3: give numbers");
        }
        """;

    private const string Checks = """
        using LLMCourse.Checks;

        public sealed class DoubleCheck() : Check("M90.E1.double", "doubles a tensor")
        {
            public override void Probe(Probe probe)
            {
                probe.Observe("x", 3.0);
                probe.Observe("doubled", Student.Double(probe.Random.Normal(2, 3)));
            }
        }

        public sealed class SayCheck() : Check("M90.E2.say", "says something")
        {
            public override void Probe(Probe probe)
            {
                probe.Progress(0.5, "half-way");
                probe.Observe("said", Student.Say());
            }
        }

        public sealed class ManyCheck() : Check("M90.E3.many", "gives numbers")
        {
            public override void Probe(Probe probe) => probe.Observe("numbers", Student.Many());
        }

        public abstract class SizedSpeed(string id, string title) : PerformanceCheck(id, title)
        {
            public override string SizeName => "N";
            public override IReadOnlyList<int> Sizes => [8, 64, 512];
            public override int ComparedSize => 64;
            public override double MaximumRatio => 2;
            public override double MaximumExponent => 2;
        }

        public sealed class SpeedCheck() : SizedSpeed("M90.E1.speed", "doubles fast")
        {
            public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
            {
                Tensor x = probe.Random.Normal(size, size);
                return implementation == Implementation.Submission ? () => Student.Double(x) : () => x.add(x);
            }
        }

        public sealed class LargeInputsCheck() : SizedSpeed("M90.E1.large-inputs", "doubles one row of many")
        {
            private static readonly HashSet<int> Prepared = [];
            public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
            {
                // The first piece takes longer than many after it, as when the machine was busy for a moment.
                if (Prepared.Add(size)) Thread.Sleep(300);
                _ = probe.Owns(nn.Embedding_from_pretrained(empty(100_000, 100)));
                Tensor table = arange(4_000_000, ScalarType.Float32).reshape(-1, 100) - probe.Random.NextDouble();
                return implementation == Implementation.Submission ? () => Student.Double(table[0]) : () => table[0].add(table[0]);
            }
        }
        """;

    private static readonly Lazy<Compiled> CompiledChecks = new(() =>
        Compiled.Create("Course.Checks", "Checks.cs", Usings + Checks,
            Compiled.Create("Student", "Student.cs", Usings + Starter).Assembly));

    /// <summary>Gets the checks' assembly as a file.</summary>
    public static string WriteChecks(string folder) => Write(folder, CompiledChecks.Value);

    /// <summary>Gets as a file an assembly of one check that was compiled against a library, or
    /// against more of what students write.</summary>
    /// <param name="folder">Where it is written.</param>
    /// <param name="member">A member of the check, which uses the library.</param>
    /// <param name="students">What else students write.</param>
    /// <param name="library">The library's source; its name is Library.</param>
    public static string WriteChecks(string folder, string member, string students, string library)
    {
        const string Check = "using LLMCourse.Checks; public sealed class OddCheck() : Check(\"M90.E4.odd\", \"\") { public override void Probe(Probe probe) { } ";
        return Write(folder, Compiled.Create(
            "Course.Checks", "Checks.cs", Usings + Check + member + "}",
            Compiled.Create("Student", "Student.cs", Usings + Starter + students).Assembly,
            Compiled.Create("Library", "Library.cs", library).Assembly));
    }

    private static string Write(string folder, Compiled checks)
    {
        string file = Path.Combine(folder, "Course.Checks.dll");
        File.WriteAllBytes(file, checks.Assembly);
        return file;
    }

    /// <summary>Compiles a submission. Line 1 of its file is the line after the usings.</summary>
    public static Compiled Submit(string body) => Compiled.Create("Student", "Student.cs", Usings + "#line 1\n" + body);

    /// <summary>Compiles a submission whose <c>Double</c> runs statements and then does its work.</summary>
    public static Compiled SubmitDouble(string statements, string members = "") => Submit($$"""
        public static class Student
        {
            public static Tensor Double(Tensor x)
            {
                {{statements}}
                return x.mul(2);
            }
            public static string Say() => "hello";
            {{members}}
        }
        """);

    /// <summary>Compiles a submission whose <c>Many</c> returns an expression.</summary>
    public static Compiled SubmitMany(string numbers) => Submit($$"""
        public static class Student
        {
            public static IEnumerable<double> Many() => {{numbers}};
        }
        """);

    /// <summary>Compiles a submission whose <c>Say</c> is the given body, which returns a string.</summary>
    public static Compiled SubmitSay(string statements, string members = "") => Submit($$"""
        public static class Student
        {
            public static Tensor Double(Tensor x) => x.mul(2);
            public static string Say()
            {
                {{statements}}
            }
            {{members}}
        }
        """);
}
