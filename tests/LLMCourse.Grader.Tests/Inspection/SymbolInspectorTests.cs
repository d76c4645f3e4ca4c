using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Inspection;

public class SymbolInspectorTests
{
    private const string Bans =
        """
        M01.E1:
          ban:
            - { symbol: TorchSharp.torch.softmax, why: "Write it yourself." }
            - { symbol: TorchSharp.torch.Tensor.softmax, why: "Write it yourself." }
            - { symbol: "TorchSharp.torch.nn.functional.s*", why: "Write it yourself." }
            - { symbol: TorchSharp.torch.nn.MultiheadAttention, why: "That is the exercise." }
            - { symbol: TorchSharp.Modules.MultiheadAttention, why: "That is the exercise." }
          allow: [LLMCourse.Reference.Ready.Sum]
        """;

    // The name, what E1's body is, what else the class holds, and what is found: the code and the exercises, each once.
    public static TheoryData<string, string, string, string> Evasions => new()
    {
        // Honest code.
        { "honest", "return x.exp() + exp(x);", "", "" },
        { "name of a type",
            "Console.WriteLine(x.GetType().Name + (typeof(Tensor) == x.GetType()) + typeof(Work).FullName); return x;", "", "" },
        { "scheduler of a continuation",
            "return Task.FromResult(x).ContinueWith(task => task.Result, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Result;", "", "" },
        { "nameof", "Console.WriteLine(nameof(softmax) + nameof(System.IO.File) + nameof(nn.MultiheadAttention)); return x;", "", "" },
        { "comment and string", "/* softmax(x, 1) */ Console.WriteLine(\"torch.softmax\"); return x;", "", "" },
        { "used in the other exercise only", "return x;", "static Tensor Other(Tensor x) => Second(softmax(x, 1));", "" },
        { "tasks and spans",
            "Parallel.For(0, 2, i => { }); Task.Run(() => 1).Wait(); Span<int> a = stackalloc int[4]; a[0] = 1; return x;", "", "" },
        { "async and interpolation", "Wait().GetAwaiter().GetResult(); return x;",
            "static async Task<string> Wait() { await Task.Delay(1).ConfigureAwait(false); return $\"{1:0.0} {Environment.NewLine}\"; }",
            "" },
        { "stopwatch and assert",
            "var w = System.Diagnostics.Stopwatch.StartNew(); System.Diagnostics.Debug.Assert(w.IsRunning); if (w.ElapsedTicks < 0) throw new System.Diagnostics.UnreachableException(); return x;", "", "" },
        { "argument checks", "ArgumentNullException.ThrowIfNull(x); ArgumentOutOfRangeException.ThrowIfNegative(1); return x;", "", "" },
        { "records and patterns", "return new P(1, 2) is (1, var b) and { A: 1 } ? x : x.exp();",
            "private sealed record P(int A, int B);", "" },
        { "string writer", "using StringWriter w = new(); w.Write(1); Console.Out.Write(w.ToString()); return x;", "", "" },
        { "own module class", "return new M().call(x);",
            "private sealed class M() : nn.Module<Tensor, Tensor>(\"m\") { public override Tensor forward(Tensor input) => input.exp(); }",
            "" },
        { "allowed reference", "LLMCourse.Reference.Ready.Sum(1, 2); return x;", "", "" },
        { "element access and disposal",
            "using var scope = NewDisposeScope(); int[] a = [1, 2, 3]; foreach (int i in a[1..]) { } return x;", "", "" },
        { "default of a lambda", "Func<Tensor, Tensor> f = static y => y.exp(); return f(x);", "", "" },

        // What an exercise bans, written plainly and otherwise.
        { "plain", "return softmax(x, 1);", "", "BAN100 E1" },
        { "full name", "return global::TorchSharp.torch.softmax(x, 1);", "", "BAN100 E1" },
        { "method of the tensor", "return x.softmax(1);", "", "BAN100 E1" },
        { "alias", "return F.softmax(x, 1);", "", "BAN100 E1" },
        { "star", "return nn.functional.scaled_dot_product_attention(x, x, x);", "", "BAN100 E1" },
        { "method group", "Func<Tensor, long, Tensor> f = softmax; return f(x, 1);", "", "BAN100 E1" },
        { "method group of an instance", "Func<long, Tensor> f = x.softmax; return f(1);", "", "BAN100 E1" },
        { "lambda", "return new[] { x }.Select(y => y.softmax(1)).First();", "", "BAN100 E1" },
        { "local function", "return Inner(x); static Tensor Inner(Tensor y) => y.softmax(1);", "", "BAN100 E1" },
        { "helper", "return A(x);", "static Tensor A(Tensor y) => B(y); static Tensor B(Tensor y) => y.softmax(1);", "BAN100 E1" },
        { "property", "return P(x);", "static Func<Tensor, Tensor> P => y => y.softmax(1);", "BAN100 E1" },
        { "field initialiser", "return G(x);", "static readonly Func<Tensor, Tensor> G = y => y.softmax(1);", "BAN100 E1" },
        { "delegate parked by another exercise", "return G!(x);",
            "static Func<Tensor, Tensor>? G; static void Park() => G = y => y.softmax(1);", "BAN100 E1" },
        { "delegate parked in a list", "return L[0](x);",
            "static readonly List<Func<Tensor, Tensor>> L = []; static void Park() => L.Add(y => y.softmax(1));", "BAN100 E1" },
        { "delegate parked by reference", "return G!(x);",
            "static Func<Tensor, Tensor>? G; static void Park() => Set(ref G); static void Set(ref Func<Tensor, Tensor>? f) => f = y => y.softmax(1);", "BAN100 E1" },
        { "delegate parked by tuple", "return G!(x);",
            "static Func<Tensor, Tensor>? G; static int N; static void Park() => (G, N) = (y => y.softmax(1), 1);", "BAN100 E1" },
        { "delegate parked in a property", "return G!(x);",
            "static Func<Tensor, Tensor>? G { get; set; } static void Park() => G = y => y.softmax(1);", "BAN100 E1" },
        { "event", "E!(x); return x;", "static event Action<Tensor>? E; static void Park() => E += y => y.softmax(1);", "BAN100 E1" },
        { "static constructor", "return Holder.G!(x);",
            "private static class Holder { internal static Func<Tensor, Tensor>? G; static Holder() { G = y => y.softmax(1); } }",
            "BAN100 E1" },
        { "constructor", "return new C(x).R;", "private sealed class C { internal Tensor R; internal C(Tensor y) { R = y.softmax(1); } }",
            "BAN100 E1" },
        { "target-typed new", "C c = new(x); return c.R;", "private sealed class C(Tensor y) { internal Tensor R = y.softmax(1); }",
            "BAN100 E1" },
        { "base constructor", "return new D(x).R;",
            "private class C { internal Tensor R; internal C(Tensor y) { R = y.softmax(1); } } private sealed class D(Tensor y) : C(y);",
            "BAN100 E1" },
        { "interface", "I i = Make(); return i.Do(x);",
            "private interface I { Tensor Do(Tensor y); } private sealed class C : I { public Tensor Do(Tensor y) => y.softmax(1); } static I Make() => new C();", "BAN100 E1" },
        { "explicit interface of the framework", "IDisposable d = new C(x); d.Dispose(); return x;",
            "private sealed class C(Tensor y) : IDisposable { void IDisposable.Dispose() => y.softmax(1); }", "BAN100 E1" },
        { "override", "B b = new C(); return b.Do(x);",
            "private abstract class B { internal abstract Tensor Do(Tensor y); } private sealed class C : B { internal override Tensor Do(Tensor y) => y.softmax(1); }", "BAN100 E1" },
        { "forward of a module", "return new M().call(x);",
            "private sealed class M() : nn.Module<Tensor, Tensor>(\"m\") { public override Tensor forward(Tensor input) => input.softmax(1); }", "BAN100 E1" },
        { "type argument with new()", "return Make<C>().R!;",
            "static T Make<T>() where T : new() => new T(); private sealed class C { internal Tensor? R; public C() { R = null!; R = R!.softmax(1); } }", "BAN100 E1" },
        { "operator", "return (new C() + x);", "private sealed class C { public static Tensor operator +(C c, Tensor y) => y.softmax(1); }",
            "BAN100 E1" },
        { "conversion", "Tensor y = new C(x); return y;",
            "private sealed class C(Tensor t) { public static implicit operator Tensor(C c) => c.T.softmax(1); internal Tensor T => t; }",
            "BAN100 E1" },
        { "indexer", "return new C()[x];", "private sealed class C { internal Tensor this[Tensor y] => y.softmax(1); }", "BAN100 E1" },
        { "foreach by pattern", "foreach (Tensor y in new C(x)) return y; return x;",
            "private sealed class C(Tensor t) { public IEnumerator<Tensor> GetEnumerator() { yield return t.softmax(1); } }", "BAN100 E1" },
        { "deconstruction", "var (a, b) = new C(x); return a;",
            "private sealed class C(Tensor t) { public void Deconstruct(out Tensor a, out int b) { a = t.softmax(1); b = 1; } }",
            "BAN100 E1" },
        { "collection initialiser", "C c = new() { x }; return c.T!;",
            "private sealed class C : System.Collections.IEnumerable { internal Tensor? T; public void Add(Tensor y) => T = y.softmax(1); public System.Collections.IEnumerator GetEnumerator() => null!; }", "BAN100 E1" },
        { "query", "return (from y in new C(x) select y);",
            "private sealed class C(Tensor t) { public Tensor Select(Func<Tensor, Tensor> f) => f(t.softmax(1)); }", "BAN100 E1" },
        { "using by pattern", "using (new C(x)) { } return x;",
            "private ref struct C(Tensor t) { readonly Tensor _t = t; public void Dispose() => _t.softmax(1); }", "BAN100 E1" },
        { "awaiter", "return Run(x).Result; static async Task<Tensor> Run(Tensor y) => await new C(y);",
            "private sealed class C(Tensor t) : System.Runtime.CompilerServices.INotifyCompletion { public C GetAwaiter() => this; public bool IsCompleted => true; public Tensor GetResult() => t.softmax(1); public void OnCompleted(Action a) { } }", "BAN002 E1;BAN100 E1" },
        { "extension method", "return x.Twice();",
            "} internal static class Ext { internal static Tensor Twice(this Tensor y) => y.softmax(1);", "BAN100 E1" },
        { "extension block", "return x.Twice();",
            "} internal static class Ext { extension(Tensor y) { internal Tensor Twice() => y.softmax(1); }", "BAN100 E1" },
        { "extension block, static form", "return Ext.Twice(x);",
            "} internal static class Ext { extension(Tensor y) { internal Tensor Twice() => y.softmax(1); }", "BAN100 E1" },
        { "partial method", "return Part(x);",
            "private static partial Tensor Part(Tensor y); private static partial Tensor Part(Tensor y) => y.softmax(1);", "BAN100 E1" },
        { "ready-made module", "return nn.MultiheadAttention(1, 1).call(x);", "", "BAN100 E1" },
        { "inherited from a ready-made module", "return new C().call(x);",
            "private sealed class C : TorchSharp.Modules.MultiheadAttention;", "BAN100 E1" },
        { "ready-made module as a type argument", "return Make<TorchSharp.Modules.MultiheadAttention>().call(x);",
            "static T Make<T>() where T : new() => new T();", "BAN100 E1" },
        { "type of a pattern", "object o = x; return o is TorchSharp.Modules.MultiheadAttention ? x : x;", "", "BAN100 E1" },
        { "type in a switch", "object o = x; return o switch { TorchSharp.Modules.MultiheadAttention m => x, _ => x };", "", "BAN100 E1" },
        { "type of an array", "var a = new TorchSharp.Modules.MultiheadAttention[1]; return x;", "", "BAN100 E1" },
        { "type of a cast", "object o = x; return (o as TorchSharp.Modules.MultiheadAttention)!.call(x);", "", "BAN100 E1" },
        { "type within a generic type", "List<TorchSharp.Modules.MultiheadAttention> l = []; return x;", "", "BAN100 E1" },
        { "conditional access", "return x?.softmax(1)!;", "", "BAN100 E1" },
        { "chain over lines", "return x\n.exp()\n.softmax(1)\n.exp();", "", "BAN100 E1" },
        { "lazy", "return Z.Value;", "static readonly Lazy<Tensor> Z = new(() => softmax(null!, 1));", "BAN100 E1" },
        { "default value of an optional delegate", "return Call(x);",
            "static Tensor Call(Tensor y, Func<Tensor, Tensor>? f = null) => (f ?? D)(y); static Tensor D(Tensor y) => y.softmax(1);",
            "BAN100 E1" },
        { "static abstract", "return Call<C>(x); static Tensor Call<T>(Tensor y) where T : I => T.Do(y);",
            "private interface I { static abstract Tensor Do(Tensor y); } private sealed class C : I { public static Tensor Do(Tensor y) => y.softmax(1); }", "BAN100 E1" },
        { "custom interpolation", "return Use($\"{x}\"); static Tensor Use(H h) => h.T!;",
            "[System.Runtime.CompilerServices.InterpolatedStringHandler] private ref struct H(int a, int b) { internal Tensor? T = null; public void AppendFormatted(Tensor y) => T = y.softmax(1); }", "BAN100 E1" },

        // The reference.
        { "reference", "LLMCourse.Reference.Ready.Double(2); return x;", "", "BAN101 E1" },
        { "reference as an extension", "R.Double(2); return x;", "", "BAN101 E1" },

        // What is banned everywhere.
        { "reflection", "typeof(Work).GetMethod(\"Second\")!.Invoke(null, [x]); return x;", "", "BAN001 E1" },
        { "reflection through var", "var t = x.GetType().Assembly; return x;", "", "BAN001 E1" },
        { "method of a delegate", "Action a = () => { }; var m = a.Method; return x;", "", "BAN001 E1" },
        { "activator", "Activator.CreateInstance(typeof(Work)); return x;", "", "BAN001 E1" },
        { "dynamic", "dynamic d = x; return d.softmax(1);", "", "BAN001 E1" },
        { "expression trees", "System.Linq.Expressions.Expression<Func<int>> e = () => 1; e.Compile(); return x;", "", "BAN001 E1" },
        { "load context", "System.Runtime.Loader.AssemblyLoadContext.Default.ToString(); return x;", "", "BAN002 E1" },
        { "marshal", "System.Runtime.InteropServices.Marshal.AllocHGlobal(1); return x;", "", "BAN002 E1" },
        { "unsafe as", "System.Runtime.CompilerServices.Unsafe.As<Tensor>(x); return x;", "", "BAN002 E1" },
        { "collections marshal by using static", "AsSpan(new List<int>()); return x;", "", "BAN002 E1" },
        { "platform invoke", "return x;", "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int getpid();",
            "BAN002 E1,E2" },
        { "unsafe accessor", "return x;",
            "[System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Method)] static extern int M(string s);", "BAN002 E1,E2" },
        { "file", "File.ReadAllText(\"/etc/passwd\"); return x;", "", "BAN003 E1" },
        { "file in a static initialiser", "return x;", "static readonly bool B = File.Exists(\"/etc/passwd\");", "BAN003" },
        { "socket", "new System.Net.Sockets.TcpClient(); return x;", "", "BAN004 E1" },
        { "http", "new HttpClient(); return x;", "", "BAN004 E1" },
        { "process", "System.Diagnostics.Process.Start(\"sh\"); return x;", "", "BAN005 E1" },
        { "exit", "Environment.Exit(0); return x;", "", "BAN005 E1" },
        { "exit as a method group", "Action<int> a = Environment.Exit; a(0); return x;", "", "BAN005 E1" },
        { "exit by alias", "Env.FailFast(null); return x;", "", "BAN005 E1" },
        { "environment variable", "Environment.GetEnvironmentVariable(\"HOME\"); return x;", "", "BAN005 E1" },
        { "redirected console", "Console.SetOut(TextWriter.Null); return x;", "", "BAN005 E1" },
        { "input", "Console.OpenStandardInput(); return x;", "", "BAN005 E1" },
        { "event of the domain", "AppDomain.CurrentDomain.ProcessExit += (_, _) => { }; return x;", "", "BAN005 E1" },
        { "thread", "new Thread(() => { }).Start(); return x;", "", "BAN006 E1" },
        { "scheduler of its own", "new Own().GetHashCode(); return x;",
            "private sealed class Own : TaskScheduler { protected override void QueueTask(Task task) => TryExecuteTask(task); protected override bool TryExecuteTaskInline(Task task, bool queued) => false; protected override IEnumerable<Task> GetScheduledTasks() => []; }", "BAN006 E1" },
        { "thread pool", "ThreadPool.QueueUserWorkItem(_ => { }); return x;", "", "BAN006 E1" },
        { "timer", "new Timer(_ => { }); return x;", "", "BAN006 E1" },
        { "module initialiser", "return x;",
            "[System.Runtime.CompilerServices.ModuleInitializer] internal static void Init() { }", "BAN007" },
        { "finalizer", "return x;", "private sealed class C { ~C() { } }", "BAN007" },
        { "own ExerciseAttribute", "return x;",
            "private sealed class ExerciseAttribute(string id) : Attribute { public string Id => id; }", "BAN008" },
        { "namespace of the checks", "return x;", "} } namespace LLMCourse.Checks.More { internal static class C {", "BAN008" },
        { "namespace of TorchSharp", "return x;", "} } namespace TorchSharp { internal static class C {", "BAN008" },
        { "nested namespace that shadows", "return x;", "} namespace System { internal static class C { }", "BAN008" },
        { "torch.load", "return load(\"/tmp/x\");", "", "BAN009 E1" },
        { "torch.save", "x.save(\"/tmp/x\"); return x;", "", "BAN009 E1" },
        { "save of a derived module", "new M().save(\"/tmp/x\"); return x;",
            "private sealed class M() : nn.Module<Tensor, Tensor>(\"m\") { public override Tensor forward(Tensor input) => input; }",
            "BAN009 E1" },
        { "native handle", "var h = x.Handle; return x;", "", "BAN009 E1" },
        { "tensor from a handle", "return Tensor.UnsafeCreateTensor(default);", "", "BAN009 E1" },
        { "native library", "ops.load_library(\"x.so\"); return x;", "", "BAN009 E1" },
        { "scripts", "jit.compile(\"\"); return x;", "", "BAN009 E1" },
        { "threads of torch", "set_num_threads(1); return x;", "", "BAN009 E1" },
        { "XML from a file", "System.Xml.Linq.XDocument.Load(\"/etc/passwd\"); return x;", "", "BAN003 E1" },
        { "XML to a file", "new System.Xml.Linq.XElement(\"a\").Save(\"/tmp/x\"); return x;", "", "BAN003 E1" },
        { "XML reader", "System.Xml.XmlReader.Create(\"/etc/passwd\"); return x;", "", "BAN003 E1" },
        { "keys", "System.Security.Cryptography.RandomNumberGenerator.GetInt32(3); return x;", "", "BAN010 E1" },
        { "a hash by the name of its type", "System.Security.Cryptography.HashAlgorithm.Create(\"SHA256\"); return x;", "", "BAN010 E1" },
        { "past the end of managed memory", "int i = 0; System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref i, 9); return x;", "",
            "BAN002 E1" },

        // What looks like these and is not: text, bytes and numbers in memory.
        { "XML in memory", "var e = new System.Xml.Linq.XElement((System.Xml.Linq.XNamespace)\"http://www.w3.org/2000/svg\" + \"svg\", new System.Xml.Linq.XAttribute(\"a\", \"<\")); _ = System.Xml.Linq.XDocument.Parse(e.ToString()).Root!.Name.LocalName; return x;", "", "" },
        { "XML's names and numbers",
            "_ = System.Xml.XmlConvert.ToString(1.5) + System.Xml.XmlConvert.EncodeName(\"a b\"); return x;", "", "" },
        { "HTML's encodings", "_ = System.Net.WebUtility.HtmlEncode(\"<\") + System.Security.SecurityElement.Escape(\"<\") + System.Text.Encodings.Web.HtmlEncoder.Default.Encode(\"<\"); return x;", "", "" },
        { "hashes", "using var h = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256); _ = System.Security.Cryptography.SHA256.HashData([1]); using var s = System.Security.Cryptography.SHA1.Create(); return x;", "", "" },
        { "views of managed memory",
            "float[] f = [1, 2]; _ = System.Runtime.InteropServices.MemoryMarshal.Cast<float, byte>(f.AsSpan()).Length + System.Runtime.InteropServices.MemoryMarshal.AsBytes(f.AsSpan()).Length; _ = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(new byte[4]); return x;", "", "" },
        { "text in memory", "using var w = new StringWriter(); w.Write(new StringReader(\"a\").ReadToEnd()); using var m = new MemoryStream(); using var b = new BinaryWriter(m); b.Write(1); return x;", "", "" },
    };

    [Theory]
    [MemberData(nameof(Evasions))]
    public void Inspect_Evasion_IsSeen(string name, string body, string rest, string expected)
    {
        Build build = Compile(Source(body, rest));

        Assert.True(build.Success, $"{name}: {string.Join('\n', build.Diagnostics)}");
        IReadOnlyList<Violation> violations = SymbolInspector.Inspect(build, Manifest, BanList.Parse(Bans)).Violations;

        string found = string.Join(';', violations
            .Select(violation => $"{violation.Note.Code} {string.Join(',', violation.Exercises.Select(id => id[4..]))}".Trim())
            .Distinct().Order(StringComparer.Ordinal));
        Assert.True(expected == found,
            $"{name}: expected '{expected}', found '{found}'\n{string.Join('\n', violations.Select(violation => violation.Note.Message))}");
    }

    // Ways to the banned call that the source does not show, and what stands there: E1's body and what else the class holds.
    public static TheoryData<string, string, string> Detours => new()
    {
        { "operator behind &&", "C a = new(x); _ = a && a; return a.T;",
            "private sealed class C(Tensor t) { internal Tensor T = t; public static C operator &(C a, C b) => a; public static bool operator true(C a) => true; public static bool operator false(C a) { a.T = a.T.softmax(1); return true; } }" },
        { "operators behind a comparison of tuples", "C a = new(x); _ = (a, 1) == (a, 2); return C.T!;",
            "private sealed class C(Tensor t) { internal static Tensor? T; public static bool operator ==(C a, C b) { T = a.X.softmax(1); return true; } public static bool operator !=(C a, C b) => false; internal Tensor X => t; public override bool Equals(object? o) => false; public override int GetHashCode() => 0; }" },
        { "members that a record prints", "C a = new(x); _ = a.ToString(); return C.T!;",
            "private sealed record C(Tensor X) { internal static Tensor? T; private bool PrintMembers(System.Text.StringBuilder b) { T = X.softmax(1); return true; } }" },
        { "with", "C a = new(x); _ = a with { }; return C.T!;",
            "private record C(Tensor X) { internal static Tensor? T; protected C(C other) { X = other.X; T = X.softmax(1); } }" },
        { "accessors of an event", "E += null; return C.T!;",
            "private static class C { internal static Tensor? T; } private static event Action? E { add { C.T = null!; C.T = C.T!.softmax(1); } remove { } }" },
        { "a list pattern", "C a = new(x); _ = a is [_]; return C.T!;",
            "private sealed class C(Tensor t) { internal static Tensor? T; public int Length { get { T = t.softmax(1); return 1; } } public int this[int i] => i; }" },
        { "a builder of collections", "C a = [x]; return a.T;",
            "[System.Runtime.CompilerServices.CollectionBuilder(typeof(B), \"Make\")] private sealed class C(Tensor t) { internal Tensor T => t; public IEnumerator<Tensor> GetEnumerator() => null!; } private static class B { public static C Make(ReadOnlySpan<Tensor> s) => new(s[0].softmax(1)); }" },
        { "an array by reference", "A(0) = y => y.softmax(1); return S[0](x);",
            "static readonly Func<Tensor, Tensor>[] S = new Func<Tensor, Tensor>[1]; static ref Func<Tensor, Tensor> A(int i) => ref S[i];" },
        { "a shelf without a type", "return ((List<Func<Tensor, Tensor>>)S)[0](x);",
            "static readonly object S = new List<Func<Tensor, Tensor>>(); static readonly int N = Fill(); static int Fill() { ((List<Func<Tensor, Tensor>>)S).Add(y => y.softmax(1)); return 0; }" },
        { "parked by a method of another exercise", "return Shelf.S[\"a\"](x);",
            "private static class Shelf { internal static readonly Dictionary<string, Func<Tensor, Tensor>> S = []; internal static void Put(Func<Tensor, Tensor> f) => S[\"a\"] = f; } public static void Other() => Shelf.Put(y => y.softmax(1));" },
        { "a comparer that a framework calls", "var d = new SortedSet<Tensor>(new C()) { x, x }; return C.T!;",
            "private sealed class C : IComparer<Tensor> { internal static Tensor? T; public int Compare(Tensor? a, Tensor? b) { T = a!.softmax(1); return 0; } }" },
        { "a base class in the framework's hands", "using C c = new(x); c.Write('a'); return C.T!;",
            "private sealed class C(Tensor t) : StringWriter { internal static Tensor? T; public override void Write(char c) => T = t.softmax(1); }" },
    };

    [Theory]
    [MemberData(nameof(Detours))]
    public void BuildsFor_AnyPath_HasNoBannedCall(string name, string body, string rest)
    {
        Build build = Compile(Source(body, rest));
        Assert.True(build.Success, $"{name}: {string.Join('\n', build.Diagnostics)}");
        InspectionResult inspected = SymbolInspector.Inspect(build, Manifest, BanList.Parse(Bans));
        ExerciseBuilds builds = new(build, inspected.Bodies, inspected.Sequences);

        // It was there, is gone for the one exercise, and is there for the other.
        Assert.True(UsesSoftmax(build), name);
        Assert.False(UsesSoftmax(builds.For(builds.StepOf("M01.E1"))), name);
        Assert.True(UsesSoftmax(builds.For(ExerciseBuilds.Alone("M01.E2"))), name);
        SourceNote note = Assert.Single(inspected.Bodies.Where(b => b.Notes.ContainsKey("M01.E1")).Select(b => b.Notes["M01.E1"])
            .DistinctBy(n => n.Place));
        Assert.Equal("`torch.Tensor.softmax` is not allowed here: Write it yourself.", note.Message);
        Assert.Contains("softmax", note.SourceLine, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ExercisesThatUseNothingBanned_ShareABuild() =>
        Assert.Equal("M01.E1 M01.E2", Steps("return x.exp();", "x.exp()", Bans));

    [Fact]
    public void Inspect_WhatTheOtherMayNotUse_ComesAfterIt()
    {
        // E1 bans softmax and E2 uses it: one process, in which nothing has called it when E1 runs.
        Assert.Equal("M01.E1, then M01.E2", Steps("return x.exp();", "x.softmax(1)", Bans));
        Assert.Equal("M01.E2, then M01.E1", Steps("return x.softmax(1);", "x.exp()", Swapped(Bans)));
    }

    [Fact]
    public void Inspect_EachUsesWhatTheOtherMayNot_TwoProcesses()
    {
        string bans = Bans + "\n" + Swapped(Bans).Replace("softmax", "exp", StringComparison.Ordinal);
        Assert.Equal("M01.E2 | M01.E1", Steps("return x.exp();", "x.softmax(1)", bans));
    }

    private static string Swapped(string bans) => bans.Replace("M01.E1", "M01.E9", StringComparison.Ordinal)
        .Replace("M01.E2", "M01.E1", StringComparison.Ordinal).Replace("M01.E9", "M01.E2", StringComparison.Ordinal);

    private static string Steps(string first, string second, string bans)
    {
        string source = Source(first, "").Replace("Second(Tensor x) => x.exp()", $"Second(Tensor x) => {second}", StringComparison.Ordinal);
        InspectionResult inspected = SymbolInspector.Inspect(Compile(source), Manifest, BanList.Parse(bans));
        foreach (IReadOnlyList<BuildStep> sequence in inspected.Sequences)
        {
            // What is there in a step is there for all who come later.
            for (int i = 0; i < sequence.Count; i++)
                Assert.Equal(sequence.Skip(i).SelectMany(step => step.Exercises).Order(),
                    sequence[i].Without.Where(e => sequence.Any(s => s.Exercises.Contains(e))).Order());
        }

        return string.Join(" | ",
            inspected.Sequences.Select(sequence => string.Join(", then ", sequence.Select(step => string.Join(' ', step.Exercises)))));
    }

    private static bool UsesSoftmax(Build build)
    {
        using Mono.Cecil.ModuleDefinition module = CompiledCode.Open(build.Assembly, build.Symbols);
        return CompiledCode.Bodies(module).Any(b => b.Uses.Any(use => use.Name == "TorchSharp.torch.Tensor.softmax"));
    }

    [Fact]
    public void Inspect_AssemblyAttribute_IsSeen()
    {
        string source = Source("return x;", "").Replace(
            "namespace LLMCourse.M01 {",
            "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"grader\")]\nnamespace LLMCourse.M01 {",
            StringComparison.Ordinal);

        IReadOnlyList<Violation> violations = SymbolInspector.Inspect(Compile(source), Manifest, BanList.Parse(Bans)).Violations;

        Assert.Contains(violations, violation => violation.Note.Code == "BAN008" && violation.IsEverywhere);
    }

    [Fact]
    public void Inspect_BannedHelperOfTwoExercises_NamesBoth()
    {
        string bans = Bans + "\nM01.E2:\n  ban:\n    - { symbol: TorchSharp.torch.Tensor.softmax, why: \"Write it yourself.\" }\n";
        string source = Source("return Second(x);", "static Tensor Help(Tensor y) => y.softmax(1);")
            .Replace("Second(Tensor x) => x.exp()", "Second(Tensor x) => Help(x)", StringComparison.Ordinal);

        Violation violation = Assert.Single(SymbolInspector.Inspect(Compile(source), Manifest, BanList.Parse(bans)).Violations);

        Assert.Equal(["M01.E1", "M01.E2"], violation.Exercises);
        Assert.False(violation.IsEverywhere);
        Assert.Equal("`torch.Tensor.softmax` is not allowed here: Write it yourself.", violation.Note.Message);
        Assert.Equal("            static Tensor Help(Tensor y) => y.softmax(1);".Trim(), violation.Note.SourceLine!.Trim());
    }

    // They lie where files, the network, reflection and native code are, and reach none of them.
    [Theory]
    [InlineData("return (int)System.Net.HttpStatusCode.BadGateway > 500 ? x : x + 1;")]
    [InlineData("if (x.dim() > 9) throw new System.ComponentModel.InvalidEnumArgumentException(nameof(x), 9, typeof(DayOfWeek)); return x;")]
    [InlineData("try { return x; } catch (System.Net.Http.HttpRequestException e) when (e.StatusCode == System.Net.HttpStatusCode.BadGateway) { return x + 1; }")]
    [InlineData("try { return x; } catch (System.Data.Common.DbException e) { return e.ToString().Length > e.ErrorCode ? x : x + 1; }")]
    [InlineData("try { return x; } catch (System.IO.FileNotFoundException e) { throw new InvalidOperationException(e.FileName, e); }")]
    [InlineData("System.IO.FileMode mode = System.IO.FileMode.Open; return mode == System.IO.FileMode.Create ? x : x + 1;")]
    [InlineData("return System.Net.Mime.MediaTypeNames.Application.Json.Length > 3 ? x : x + 1;")]
    public void Inspect_EnumsAndExceptions_AreFine(string body) =>
        Assert.Empty(SymbolInspector.Inspect(Compile(Source(body, "")), Manifest, BanList.Parse(Bans)).Violations);

    [Theory]
    [InlineData("try { return x; } catch (Exception e) { return e.TargetSite is null ? x : x + 1; }")]
    [InlineData("return System.IO.File.Exists(\"x\") ? x : x + 1;")]
    [InlineData("return new System.IO.FileStream(\"x\", System.IO.FileMode.Open).Length > 0 ? x : x + 1;")]
    public void Inspect_WhatLiesBesideThem_IsSeen(string body) =>
        Assert.NotEmpty(SymbolInspector.Inspect(Compile(Source(body, "")), Manifest, BanList.Parse(Bans)).Violations);

    [Fact]
    public void Inspect_OpenedToOneExercise_IsFineThereAndNowhereElse()
    {
        const string Opened = Bans + "\n  open: [System.Net.Http.HttpClient]\n";
        const string Helper = "static string Get(System.Net.Http.HttpClient client) => client.GetStringAsync(\"x\").Result;";
        string first = Source("Console.WriteLine(Get(null!)); return x;", Helper), both =
            first.Replace("Second(Tensor x) => x.exp()", "Second(Tensor x) => Get(null!) == \"\" ? x : x.exp()", StringComparison.Ordinal);
        string sockets = Source("Console.WriteLine(new System.Net.Sockets.TcpClient().Connected); return x;", "");

        Assert.Empty(SymbolInspector.Inspect(Compile(first), Manifest, BanList.Parse(Opened)).Violations);
        Assert.All(SymbolInspector.Inspect(Compile(first), Manifest, BanList.Parse(Bans)).Violations,
            violation => Assert.Equal(["M01.E1"], violation.Exercises));
        IReadOnlyList<Violation> second = SymbolInspector.Inspect(Compile(both), Manifest, BanList.Parse(Opened)).Violations;
        Assert.NotEmpty(second);
        Assert.All(second, violation => Assert.Equal(["M01.E2"], violation.Exercises));
        Assert.NotEmpty(SymbolInspector.Inspect(Compile(sockets), Manifest, BanList.Parse(Opened)).Violations);
    }

    [Theory]
    [InlineData("[1]", "bans.yaml(1): write a mapping from exercise ids")]
    [InlineData("E1: {}", "bans.yaml(1): 'E1' is not an exercise id")]
    [InlineData("M01.E1:\n  bans: []", "bans.yaml(2): M01.E1 has an unknown key 'bans'")]
    [InlineData("M01.E1:\n  ban:\n    - { symbol: A }", "bans.yaml(3): the ban of A in M01.E1 has no 'why'")]
    [InlineData("M01.E1:\n  ban: [", "not well-formed YAML")]
    [InlineData("M01.E1:\n  open: [System.Math]", "bans.yaml(2): 'System.Math' is open to all exercises already")]
    public void Parse_FlawedBans_NamesTheLine(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<CourseException>(() => BanList.Parse(yaml)).Message, StringComparison.Ordinal);

    private static ModuleManifest Manifest { get; } = new()
    {
        Id = "M01",
        Name = "M01.Work",
        Title = "Work",
        Files = ["Work.cs"],
        Usings = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
            "System.Threading.Tasks"],
        Exercises =
        [
            new("M01.E1", "First", 1, [new("M:LLMCourse.M01.Work.First(TorchSharp.torch.Tensor)", "Work.First", "Work.cs")]),
            new("M01.E2", "Second", 1, [new("M:LLMCourse.M01.Work.Second(TorchSharp.torch.Tensor)", "Work.Second", "Work.cs")]),
        ],
        PublicApi = [],
    };

    private static string Source(string body, string rest) =>
        $$"""
        using TorchSharp;
        using static TorchSharp.torch;
        using static System.Runtime.InteropServices.CollectionsMarshal;
        using F = TorchSharp.torch.nn.functional;
        using Env = System.Environment;
        using R = LLMCourse.Reference.Ready;
        #pragma warning disable CS0649, CS0067, CS0414

        namespace LLMCourse.M01 {

        public static partial class Work
        {
            [Exercise("M01.E1")]
            public static Tensor First(Tensor x)
            {
                {{body}}
            }

            [Exercise("M01.E2")]
            public static Tensor Second(Tensor x) => x.exp();

            {{rest}}
        }
        }
        """;

    private static Build Compile(string source) =>
        SubmissionCompiler.Compile(TinyCourse.Sources(("Work.cs", source)), Manifest, TinyCourse.References);
}
