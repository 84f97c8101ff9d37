using System.Collections.Immutable;
using System.Text;
using Retort.Reporting;
using Retort.Reporting.Documents;

namespace Retort.Hosting.Pages;

/// <summary>A form below the blocks of a page.</summary>
/// <param name="Title">What it is for.</param>
/// <param name="Action">Where it is sent.</param>
/// <param name="Button">What its button says.</param>
/// <param name="Fields">What is filled in, and what goes along.</param>
internal sealed record PageForm(string Title, string Action, string Button, params ImmutableArray<PageField> Fields)
{
    /// <summary>What it says above the fields.</summary>
    public ImmutableArray<Block> Blocks { get; init; } = [];

    /// <summary>Whether it changes something: what it sends stands in no address.</summary>
    public bool Changes { get; init; } = true;

    /// <summary>Whether what it does cannot be undone.</summary>
    public bool IsGrave { get; init; }

    /// <summary>Writes it as HTML.</summary>
    public string Write() =>
        $"""
        <form method="{(Changes ? "post" : "get")}" action="{Markup.Escape(Action)}" autocomplete="off">
        <fieldset>
        <legend>{Markup.Escape(Title)}</legend>
        {PageLayout.WriteBlocks(Blocks)}{string.Concat(Fields.Select(field => field.Write()))}<p><button type="submit"{(IsGrave ? " class=\"grave\"" : "")}>{Markup.Escape(Button)}</button></p>
        </fieldset>
        </form>

        """;
}

/// <summary>A field of a form. The hierarchy is closed.</summary>
/// <param name="Name">Its name.</param>
internal abstract record PageField(string Name)
{
    /// <summary>Writes it as HTML, with its label.</summary>
    public string Write()
    {
        var html = new StringBuilder();
        WriteTo(html);
        return html.Append('\n').ToString();
    }

    private protected abstract void WriteTo(StringBuilder html);

    private protected string NameAttribute => $"name=\"{Markup.Escape(Name)}\"";
}

/// <summary>What goes along unseen.</summary>
internal sealed record HiddenField(string Name, string Value) : PageField(Name)
{
    private protected override void WriteTo(StringBuilder html) => html.Append($"<input type=\"hidden\" {NameAttribute} value=\"{Markup.Escape(Value)}\"/>");
}

/// <summary>A line of text.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Label">What is to be typed.</param>
/// <param name="Value">What stands there before.</param>
internal sealed record TextField(string Name, string Label, string Value = "") : PageField(Name)
{
    /// <summary>Whether nobody may read over a shoulder.</summary>
    public bool IsSecret { get; init; }

    private protected override void WriteTo(StringBuilder html) => html.Append(
        $"<label>{Markup.Escape(Label)} <input type=\"{(IsSecret ? "password" : "text")}\" {NameAttribute} value=\"{Markup.Escape(Value)}\" autocomplete=\"{(IsSecret ? "current-password" : "off")}\" autocapitalize=\"off\" spellcheck=\"false\" required=\"required\"/></label>");
}

/// <summary>A yes that is ticked.</summary>
internal sealed record TickField(string Name, string Label) : PageField(Name)
{
    private protected override void WriteTo(StringBuilder html) => html.Append($"<label><input type=\"checkbox\" {NameAttribute} value=\"yes\" required=\"required\"/> {Markup.Escape(Label)}</label>");
}

/// <summary>One of several.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Label">What is to be chosen.</param>
/// <param name="Choices">The values, and what each is called.</param>
internal sealed record ChoiceField(string Name, string Label, ImmutableArray<(string Value, string Text)> Choices) : PageField(Name)
{
    private protected override void WriteTo(StringBuilder html) => html.Append(
        $"<label>{Markup.Escape(Label)} <select {NameAttribute}>{string.Concat(Choices.Select(choice => $"<option value=\"{Markup.Escape(choice.Value)}\">{Markup.Escape(choice.Text)}</option>"))}</select></label>");
}
