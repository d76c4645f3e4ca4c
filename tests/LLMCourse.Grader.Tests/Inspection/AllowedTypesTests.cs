using System.Reflection;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;
using LLMCourse.LocalModels;
using LLMCourse.Reference;

namespace LLMCourse.Grader.Tests.Inspection;

/// <summary>Whoever may use a type of the reference may write down what its members take and give: <c>new CompletionOptions { Sampling =
/// SamplingOptions.Greedy }</c> is a right answer wherever <c>CompletionOptions</c> is allowed.</summary>
public sealed class AllowedTypesTests
{
    private static readonly Assembly[] Course = [typeof(Gpt).Assembly, typeof(IChatModel).Assembly];

    private static readonly Assembly[] Libraries =
    [
        typeof(object).Assembly, typeof(HttpClient).Assembly, typeof(System.Data.Common.DbCommand).Assembly,
        typeof(System.Diagnostics.Activity).Assembly, typeof(Microsoft.Data.Sqlite.SqliteConnection).Assembly,
    ];

    public static TheoryData<string> Modules => new(GradingFixture.Layout.Modules);

    [Theory]
    [MemberData(nameof(Modules))]
    public void Allow_Type_BringsTheEnumsAndRecordsOfItsMembers(string module)
    {
        BanList bans = BanList.Load(Path.Combine(GradingFixture.Layout.ChecksOf(module), "bans.yaml"));
        List<string> missing = [];
        foreach (ManifestExercise exercise in ModuleManifest.Load(GradingFixture.Layout.ManifestOf(module)).Exercises)
        {
            ExerciseBans own = bans.For(exercise.Id);
            Type[] allowed = [.. Course.SelectMany(a => a.GetExportedTypes()).Where(t => own.Allowed.Any(name => Ban.Covers(name, NameOf(t))))];
            missing.AddRange(allowed.SelectMany(t => DataOf(t, own)).Distinct().Where(t => own.WhyNot(NameOf(t), t.Name) is not null)
                .Select(t => $"{exercise.Id}: {NameOf(t)}"));
        }

        Assert.Empty(missing.Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>The same for what is open of .NET and of libraries: their enums, and what a type inherits, such as
    /// <c>OpenAsync</c> of a connection.</summary>
    [Theory]
    [MemberData(nameof(Modules))]
    public void Open_Type_BringsItsEnumsAndWhatItInherits(string module)
    {
        BanList bans = BanList.Load(Path.Combine(GradingFixture.Layout.ChecksOf(module), "bans.yaml"));
        List<string> missing = [];
        foreach (ManifestExercise exercise in ModuleManifest.Load(GradingFixture.Layout.ManifestOf(module)).Exercises)
        {
            ExerciseBans own = bans.For(exercise.Id);
            bool isRefused(Type type, string name) => own.WhyNot(name, name) is not null
                || (!typeof(Exception).IsAssignableFrom(type) && GeneralBans.Find(name) is not null
                    && !own.Open.Any(open => Ban.Covers(open, name)));
            foreach (Type type in Libraries.SelectMany(a => a.GetExportedTypes())
                .Where(t => own.Allowed.Concat(own.Open).Any(name => Ban.Covers(name, NameOf(t))) && !isRefused(t, NameOf(t))))
            {
                missing.AddRange(SignaturesOf(type, own).SelectMany(Parts).Where(t => t.IsEnum && own.WhyNot(NameOf(t), "") is not null)
                    .Select(t => $"{exercise.Id}: {NameOf(t)} of {type.Name}"));
                missing.AddRange(type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
                    .Where(m => m.DeclaringType != type && m.GetCustomAttribute<ObsoleteAttribute>() is null)
                    .Where(m => isRefused(m.DeclaringType!, $"{NameOf(m.DeclaringType!)}.{m.Name}"))
                    .Select(m => $"{exercise.Id}: {NameOf(m.DeclaringType!)}.{m.Name} of {type.Name}"));
            }
        }

        Assert.True(missing.Count == 0, string.Join('\n', missing.Distinct().Order(StringComparer.Ordinal)));
    }

    // Enums and records hold data and do nothing that an exercise could ask for.
    private static IEnumerable<Type> DataOf(Type type, ExerciseBans own) => SignaturesOf(type, own).SelectMany(Parts)
        .Where(t => Course.Contains(t.Assembly) && (t.IsEnum || t.GetMethod("<Clone>$") is not null));

    // A member that is banned takes nothing and gives nothing.
    private static IEnumerable<Type> SignaturesOf(Type type, ExerciseBans own)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetMembers(all).Where(m => own.WhyNot($"{NameOf(type)}.{m.Name}", m.Name) is null).SelectMany(m => m switch
        {
            PropertyInfo property => [property.PropertyType],
            FieldInfo field => [field.FieldType],
            MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(p => p.ParameterType)],
            ConstructorInfo made => made.GetParameters().Select(p => p.ParameterType),
            _ => Enumerable.Empty<Type>(),
        });
    }

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.IsConstructedGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];

    private static string NameOf(Type type) => (type.FullName ?? type.Name).Split('`')[0].Replace('+', '.');
}
