using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace VerifyTests;

/// <summary>
/// Writes a target as text. Strings stand as they are. Records, anonymous types, lists, dictionaries with string keys (sorted),
/// enums, booleans and numbers are written as JSON without quotes, two spaces a level, members in the order of their declaration,
/// members left out that are null, zero (numbers and enums, but not false) or an empty collection. Anything that the real package
/// writes in another way (dates, Guids and texts that read as such, text of several lines inside an object, tuples, fields, inherited
/// members) is refused: verify a string of your own making instead.
/// </summary>
internal static class SnapshotWriter
{
    public static string Normalise(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    public static string ToText(object? target)
    {
        switch (target)
        {
            case null: return "null";
            case string text: return text.Length == 0 ? "emptyString" : Normalise(text);
            case StringBuilder or StringWriter: return ToText(target.ToString());
            case bool flag: return flag ? "True" : "False";
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                return ((IFormattable)target).ToString(null, CultureInfo.InvariantCulture);
        }

        var output = new StringBuilder();
        Write(output, target, 0, []);
        return output.ToString();
    }

    private static void Write(StringBuilder output, object? value, int depth, Stack<object> path)
    {
        if (value is null || Scalar(value) is not null)
        {
            output.Append(value is null ? "null" : Scalar(value));
            return;
        }

        if (path.Any(above => ReferenceEquals(above, value)))
            throw new VerifyException($"{value.GetType()} refers to itself, so it cannot be written as a snapshot. Verify a part of it.");
        path.Push(value);
        if (value is IEnumerable items and not IDictionary && !IsGenericDictionary(value.GetType()))
            WriteBlock(output, '[', ']', items.Cast<object?>().Select(item => ((string?)null, item)), depth, path);
        else
            WriteBlock(output, '{', '}', Members(value), depth, path);
        path.Pop();
    }

    private static void WriteBlock(
        StringBuilder output, char open, char close, IEnumerable<(string? Name, object? Value)> entries, int depth, Stack<object> path)
    {
        output.Append(open);
        bool any = false;
        foreach ((string? name, object? value) in entries)
        {
            output.Append(any ? ",\n" : "\n").Append(' ', 2 * depth + 2);
            if (name is not null) output.Append(name).Append(": ");
            Write(output, value, depth + 1, path);
            any = true;
        }

        if (any) output.Append('\n').Append(' ', 2 * depth);
        output.Append(close);
    }

    private static string? Scalar(object value)
    {
        switch (value)
        {
            case string text when text.Contains('\n', StringComparison.Ordinal) || text.Contains('\r', StringComparison.Ordinal):
                throw new VerifyException("A text of several lines inside an object is not supported. Verify the text itself.");
            case string text when Guid.TryParse(text, out _) || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _):
                throw new VerifyException($"\"{text}\" reads as a date or a Guid, which the real package replaces by a number. Leave it out.");
            case string text: return text;
            case bool flag: return flag ? "true" : "false";
            case Enum constant: return constant.ToString();
            case float number: return WithPoint(number.ToString("R", CultureInfo.InvariantCulture));
            case double number: return WithPoint(number.ToString("R", CultureInfo.InvariantCulture));
            case decimal number: return WithPoint(number.ToString(CultureInfo.InvariantCulture));
            case sbyte or byte or short or ushort or int or uint or long or ulong:
                return ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);
            case DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid or char or Delegate or Type or Exception or Task or Stream:
                throw new VerifyException($"{value.GetType()} is not supported in a snapshot here. Write it as a string first.");
            default: return null;
        }
    }

    private static string WithPoint(string number) =>
        number.All(letter => letter == '-' || char.IsAsciiDigit(letter)) ? number + ".0" : number;

    private static bool IsGenericDictionary(Type type) => type.GetInterfaces().Append(type).Any(i =>
        i.IsGenericType && i.GetGenericTypeDefinition() is { } open && (open == typeof(IDictionary<,>) || open == typeof(IReadOnlyDictionary<,>)));

    private static IEnumerable<(string? Name, object? Value)> Members(object value)
    {
        Type type = value.GetType();
        if (value is IEnumerable pairs) return Pairs(pairs).OrderBy(pair => pair.Name, StringComparer.Ordinal);

        const BindingFlags mine = BindingFlags.Instance | BindingFlags.Public;
        if (type.GetFields(mine).Length > 0 || (type.BaseType != typeof(object) && type.BaseType != typeof(ValueType)))
            throw new VerifyException($"{type} has fields or inherited members, which are not supported. Verify an anonymous object with what matters.");
        return type.GetProperties(mine)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => (property.PropertyType, (string?)property.Name, Value: property.GetValue(value)))
            .Where(member => member.Value is not null && !IsZero(member.PropertyType, member.Value) && !IsEmptyCollection(member.Value))
            .Select(member => (member.Item2, member.Value));
    }

    private static IEnumerable<(string? Name, object? Value)> Pairs(IEnumerable pairs)
    {
        foreach (object pair in pairs)
        {
            Type type = pair.GetType();
            object? key = type.GetProperty("Key")!.GetValue(pair);
            if (key is not (string or Enum or int or long))
                throw new VerifyException($"A dictionary with keys of {key?.GetType()} is not supported in a snapshot. Use string keys.");
            yield return (Convert.ToString(key, CultureInfo.InvariantCulture), type.GetProperty("Value")!.GetValue(pair));
        }
    }

    // A nullable number is shown when it is zero, and a bool always.
    private static bool IsZero(Type declared, object value) =>
        (declared.IsPrimitive || declared.IsEnum || declared == typeof(decimal)) && value is not bool && value.Equals(Activator.CreateInstance(declared));

    private static bool IsEmptyCollection(object value) =>
        value is IEnumerable items and not string && !items.Cast<object?>().Any();
}
