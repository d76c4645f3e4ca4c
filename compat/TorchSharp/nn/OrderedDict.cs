using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that remembers the order in which keys were added, and gives its entries as tuples.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
    where TKey : notnull
{
    private readonly List<(TKey Key, TValue Value)> _list = [];
    private readonly Dictionary<TKey, TValue> _dict = [];

    public TValue this[TKey key]
    {
        get => _dict[key];
        set
        {
            _dict[key] = value;
            int i = Position(key);
            if (i < 0) _list.Add((key, value));
            else _list[i] = (key, value);
        }
    }

    public (TKey, TValue) this[int index]
    {
        get => _list[index];
        set
        {
            if (!_dict.Comparer.Equals(value.Item1, _list[index].Key) && _dict.ContainsKey(value.Item1)) throw Duplicate(value.Item1);
            _ = _dict.Remove(_list[index].Key);
            _list[index] = value;
            _dict[value.Item1] = value.Item2;
        }
    }

    public ICollection<TKey> Keys => _list.ConvertAll(e => e.Key);
    public ICollection<TValue> Values => _list.ConvertAll(e => e.Value);
    public int Count => _list.Count;
    public bool IsReadOnly => false;

    public void Add(TKey key, TValue value)
    {
        if (!_dict.TryAdd(key, value)) throw Duplicate(key);
        _list.Add((key, value));
    }

    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);
    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    public void Insert(int index, (TKey, TValue) item)
    {
        if (!_dict.TryAdd(item.Item1, item.Item2)) throw Duplicate(item.Item1);
        _list.Insert(index, item);
    }

    public bool Remove(TKey key)
    {
        if (!_dict.Remove(key)) return false;
        _list.RemoveAt(Position(key));
        return true;
    }

    public bool Remove((TKey, TValue) item) => Contains(item) && Remove(item.Item1);
    public bool Remove(KeyValuePair<TKey, TValue> item) => Contains(item) && Remove(item.Key);
    public void RemoveAt(int index) => _ = Remove(_list[index].Key);

    public void Clear()
    {
        _dict.Clear();
        _list.Clear();
    }

    public void clear() => Clear();

    public bool Contains((TKey, TValue) item) =>
        _dict.TryGetValue(item.Item1, out TValue? v) && EqualityComparer<TValue>.Default.Equals(v, item.Item2);

    public bool Contains(KeyValuePair<TKey, TValue> item) => Contains((item.Key, item.Value));
    public bool ContainsKey(TKey key) => _dict.ContainsKey(key);
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _dict.TryGetValue(key, out value);
    public int IndexOf((TKey, TValue) item) => Contains(item) ? Position(item.Item1) : -1;
    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach ((TKey key, TValue value) in _list) array[arrayIndex++] = new(key, value);
    }

    public IEnumerator<(TKey, TValue)> GetEnumerator() => _list.GetEnumerator();
    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() =>
        _list.Select(e => new KeyValuePair<TKey, TValue>(e.Key, e.Value)).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();
    public IEnumerable<TKey> keys() => Keys;
    public IEnumerable<TValue> values() => Values;

    private int Position(TKey key) => _list.FindIndex(e => _dict.Comparer.Equals(e.Key, key));

    private static ArgumentException Duplicate(TKey key) => new($"The key '{key}' is there already: use the indexer to replace its value.");
}
