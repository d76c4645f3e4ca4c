using System.Runtime.Loader;

namespace LLMCourse.Checks;

/// <summary>Says what kind of exception a submission threw.</summary>
public static class ExceptionName
{
    /// <summary>Names the exception's type, or the nearest that it derives from and that is not the submission's own.</summary>
    /// <param name="thrown">What was thrown.</param>
    /// <returns>
    /// A name without namespace, such as <c>FormatException</c> for a class of the student's own that derives from it: where a handout asks
    /// for a type, one derived from it will do. What derives from <see cref="Exception"/> itself keeps its name.
    /// </returns>
    public static string Of(Exception thrown)
    {
        ArgumentNullException.ThrowIfNull(thrown);
        Type type = thrown.GetType();

        // .NET and the packages are shared with the worker; the submission stands in a context of its own.
        while (AssemblyLoadContext.GetLoadContext(type.Assembly) != AssemblyLoadContext.Default) type = type.BaseType!;
        return type == typeof(Exception) ? thrown.GetType().Name : type.Name;
    }
}
