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
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');
}
