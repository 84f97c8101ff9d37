using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;

namespace Retort.Schema;

/// <summary>
/// Writes the objects of a schema. Every property that tells one schema from another is written unless it has its default, so that a
/// property added to the model later changes neither the text nor the fingerprint of the schemas that do not use it.
/// </summary>
/// <param name="json">Where to.</param>
/// <param name="forFingerprint">Whether what means nothing to those who use a table is left out: the order of its columns, and whether an inherited one was also declared.</param>
internal sealed partial class SchemaJsonWriter(Utf8JsonWriter json, bool forFingerprint)
{
    public void WriteObjects(DatabaseSchema schema)
    {
        // They stand by kind.
        for (var (first, end) = (0, 0); first < schema.Objects.Length; first = end)
        {
            var kind = schema.Objects[first].Id.Kind;
            while (end < schema.Objects.Length && schema.Objects[end].Id.Kind == kind)
            {
                end++;
            }

            List(GroupName(kind), schema.Objects.Slice(first, end - first), Write);
        }
    }

    private static string GroupName(ObjectKind kind) => kind switch
    {
        ObjectKind.Namespace => "schemas",
        ObjectKind.Index => "indexes",
        ObjectKind.Policy => "policies",
        ObjectKind.Statistics => "statistics",
        ObjectKind.DefaultPrivileges => "defaultPrivileges",
        _ => $"{CamelCase(kind)}s",
    };

    private void Write(SchemaObject item)
    {
        switch (item)
        {
            case Namespace it: Text("name", it.Name); break;
            case Extension it: Write(it); break;
            case EnumType it: Write(it); break;
            case CompositeType it: Write(it); break;
            case Domain it: Write(it); break;
            case Sequence it: Write(it); break;
            case Routine it: Write(it); break;
            case Table it: Write(it); break;
            case TableIndex it: Write(it); break;
            case View it: Write(it); break;
            case Trigger it: Write(it); break;
            case ScriptedObject it: Write(it); break;
            default: throw new UnreachableException($"No JSON for {item.GetType().Name}.");
        }

        Text("comment", item.Comment);
        Text("owner", item.Owner);
        Grants(item.Grants);
    }

    private void Write(Extension extension)
    {
        Text("name", extension.Name);
        Text("schema", extension.Schema);
    }

    private void Write(EnumType type)
    {
        Name("name", type.Name);
        Texts("values", type.Values);
    }

    private void Write(CompositeType type)
    {
        Name("name", type.Name);
        List("attributes", type.Attributes, Write);
    }

    private void Write(Domain domain)
    {
        Name("name", domain.Name);
        Text("type", TypeText(domain.Type));
        Flag("nullable", domain.Nullable, unless: true);
        Text("default", domain.Default);
        Name("collation", domain.Collation);
        List("checks", domain.Checks, Write);
    }

    private void Write(Sequence sequence)
    {
        Name("name", sequence.Name);
        Text("type", sequence.Type is null ? null : TypeText(sequence.Type));
        Number("start", sequence.Start);
        Number("increment", sequence.Increment);
        Number("minValue", sequence.MinValue);
        Number("maxValue", sequence.MaxValue);
        Number("cache", sequence.Cache);
        Flag("cycle", sequence.Cycle, unless: null);
        Flag("unlogged", sequence.Unlogged);
        if (sequence.OwnedBy is var (table, column))
        {
            json.WriteStartObject("ownedBy");
            Name("table", table);
            Text("column", column);
            json.WriteEndObject();
        }
    }

    private void Write(Routine routine)
    {
        Name("name", routine.Name);
        Text("signature", routine.Signature);
        Text("arguments", routine.Arguments);
        Text("returns", routine.Returns);
        Text("definition", routine.Definition);
    }

    private void Write(TableIndex index)
    {
        Text("name", index.Name);
        Name("table", index.Table);
        List("keys", index.Keys, Write);
        Flag("unique", index.Unique);
        Text("where", index.Where);
        Texts("include", index.Include);
        Text("method", index.Method);
        Texts("with", index.With);
        Flag("nullsNotDistinct", index.NullsNotDistinct);
        Text("tablespace", index.Tablespace);
        Flag("isInvalid", index.IsInvalid);
    }

    private void Write(IndexKey key)
    {
        Text("column", key.Column);
        Text("expression", key.Expression);
        Flag("isDescending", key.IsDescending);
        Flag("hasNullsFirst", key.HasNullsFirst, unless: null);
        Text("operatorClass", key.OperatorClass);
        Name("collation", key.Collation);
    }

    private void Write(View view)
    {
        Name("name", view.Name);
        Text("query", view.Query);
        List("columns", view.Columns, Write);
        Texts("with", view.With);
        Text("tablespace", view.Tablespace);
        Text("accessMethod", view.AccessMethod);
    }

    private void Write(Trigger trigger)
    {
        Name("table", trigger.Table);
        Text("name", trigger.Name);
        Text("events", trigger.Events);
        Text("action", trigger.Action);
        Flag("isConstraint", trigger.IsConstraint);
        Choice("firing", trigger.Firing);
    }

    private void Write(ScriptedObject item)
    {
        Name("name", item.Id.Name);
        Text("part", item.Id.Part);
        Text("create", item.Create);
        Text("drop", item.Drop);
    }

    private void Grants(ImmutableArray<Grant> grants) => List("grants", grants, grant =>
    {
        Text("grantee", grant.Grantee);
        Text("privilege", grant.Privilege);
        Flag("grantable", grant.Grantable);
        Flag("revoked", grant.Revoked);
    });

    private void Text(string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private void Name(string name, ObjectName? value) => Text(name, value is { } it ? NameText(it) : null);

    private void Number(string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private void Flag(string name, bool? value, bool? unless = false)
    {
        if (value is { } flag && value != unless)
        {
            json.WriteBoolean(name, flag);
        }
    }

    private void Choice<T>(string name, T value)
        where T : struct, Enum
    {
        if (!EqualityComparer<T>.Default.Equals(value, default))
        {
            json.WriteString(name, CamelCase(value));
        }
    }

    private void Texts(string name, ImmutableArray<string> values)
    {
        if (values.IsDefaultOrEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private void List<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        var any = false;
        foreach (var item in items)
        {
            if (!any)
            {
                json.WriteStartArray(name);
                any = true;
            }

            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        if (any)
        {
            json.WriteEndArray();
        }
    }

    /// <summary>The name in one text from which its parts can be told: as in SQL, but quoted only where it must be.</summary>
    private static string NameText(ObjectName name) => name.Schema is null ? Part(name.Name) : $"{Part(name.Schema)}.{Part(name.Name)}";

    private static string Part(string part) => part.AsSpan().ContainsAny('.', '"') ? $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : part;

    private static string CamelCase<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
